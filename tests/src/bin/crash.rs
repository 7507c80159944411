//! `crash --kills N [--seed S] [--fault NAME] [--json]`: kills central, its hub and phones, and
//! examines what is left. `cargo xtask crash` builds what it needs and starts it.
//!
//! Owns the command line. Exit status: 0 all is there once, 1 something is not, 2 wrong usage.
//! By its first word it is also what it starts: a client, or a leash on another program.

use std::process::ExitCode;

use tests::crash::{CLIENT, LEASH, Outcome, Plan, die_with_parent, hold, orders, run, run_client};

/// Lines of what is wrong that are printed of each kind.
const MOST_LINES: usize = 20;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.split_first() {
        Some((first, rest)) if first == LEASH => {
            eprintln!("{}", hold(rest));
            ExitCode::FAILURE
        }
        Some((first, rest)) if first == CLIENT => match orders(rest) {
            Ok(orders) => {
                die_with_parent();
                run_client(&orders);
                ExitCode::SUCCESS
            }
            Err(why) => usage(&why),
        },
        _ => match plan(&arguments) {
            Ok((plan, json)) => report(&run(&plan), &plan, json),
            Err(why) => usage(&why),
        },
    }
}

fn usage(why: &str) -> ExitCode {
    eprintln!("{why}\ncrash --kills N [--seed S] [--fault NAME] [--json]");
    ExitCode::from(2)
}

fn plan(arguments: &[String]) -> Result<(Plan, bool), String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut plan = Plan { kills: 30, seed: 1, fault: None, program };
    let mut json = false;
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        let mut value = || rest.next().ok_or_else(|| format!("{word} needs a value"));
        let number = |text: &String| format!("{word}: not a number: {text:?}");
        match word.as_str() {
            "--kills" => plan.kills = value().and_then(|it| it.parse().map_err(|_| number(it)))?,
            "--seed" => plan.seed = value().and_then(|it| it.parse().map_err(|_| number(it)))?,
            "--fault" => plan.fault = Some(value()?.parse()?),
            "--json" => json = true,
            _ => return Err(format!("unknown: {word}")),
        }
    }
    Ok((plan, json))
}

fn report(outcome: &Outcome, plan: &Plan, json: bool) -> ExitCode {
    let faults = &outcome.faults;
    let kinds =
        [("lost", &faults.lost), ("duplicated", &faults.duplicated), ("wrong", &faults.wrong)];
    for (kind, all) in kinds {
        for one in all.iter().take(MOST_LINES) {
            eprintln!("{kind}: {one}");
        }
        if all.len() > MOST_LINES {
            eprintln!("{kind}: {} more", all.len() - MOST_LINES);
        }
    }
    if json {
        println!("{}", outcome.json(plan.seed));
    } else {
        println!(
            "{} kills, {} of them of central, {} of the hub; {} saves acknowledged, {} receipted; {} lost, {} \
             duplicated, {} wrong (seed {})",
            outcome.kills,
            outcome.central_kills,
            outcome.hub_kills,
            outcome.acknowledged,
            outcome.receipted,
            faults.lost.len(),
            faults.duplicated.len(),
            faults.wrong.len(),
            plan.seed,
        );
    }
    if faults.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

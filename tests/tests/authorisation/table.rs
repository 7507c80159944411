//! The hand-written table.

use tests::binary::root;

/// A row: each cell with its alternatives.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) line: usize,
    pub(crate) method: String,
    pub(crate) path: String,
    target: Vec<String>,
    who: Vec<String>,
    state: Vec<String>,
    pub(crate) status: Vec<u16>,
}

impl Row {
    /// Does it speak of this case?
    pub(crate) fn speaks_of(&self, case: &Case<'_>) -> bool {
        let any = |cell: &[String], value: &str| {
            // `*` is every account, and whoever has none is no account.
            cell.iter().any(|known| known == value || (known == "*" && case.who != ANONYMOUS))
        };
        (self.method.as_str(), self.path.as_str()) == (case.method, case.path)
            && any(&self.target, case.target)
            && any(&self.who, case.who)
            && any(&self.state, case.state)
    }

    pub(crate) fn is_of_accounts(&self) -> bool {
        self.who.iter().any(|who| who != ANONYMOUS)
    }
}

/// Who has no session.
pub(crate) const ANONYMOUS: &str = "anonymous";

/// One thing that is tried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Case<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) target: &'a str,
    pub(crate) who: &'a str,
    pub(crate) state: &'a str,
}

/// Reads the table.
pub(crate) fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(root().join("tests/authorisation/expected.csv")).unwrap();
    let mut lines =
        text.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    let (_, head) = lines.next().unwrap();
    assert_eq!(head, "method,path,target,who,state,status");
    lines
        .map(|(number, line)| {
            let cells: Vec<&str> = line.split(',').collect();
            let [method, path, target, who, state, status] = cells[..] else {
                panic!("line {}: six cells: {line}", number + 1)
            };
            let several = |cell: &str| cell.split('|').map(str::to_owned).collect::<Vec<_>>();
            Row {
                line: number + 1,
                method: method.to_owned(),
                path: path.to_owned(),
                target: several(target),
                who: several(who),
                state: several(state),
                status: status.split('|').map(|status| status.parse().unwrap()).collect(),
            }
        })
        .collect()
}

//! What is left to chance in the demonstration.
//!
//! Owns the dice, and an entry of work as they fall. Chance comes from the source, so that a seed
//! tells one story.

use sync_core::phone::WorkFields;
use sync_core::record::Day;

use crate::source::Source;

const NOTES: [&str; 8] = [
    "grupo de la mañana",
    "fotos del mercado",
    "carpeta 7",
    "carpeta 12 y 13",
    "faltó internet",
    "con Rosa, en el centro",
    "imágenes de la calle",
    "repetí las borrosas",
];

pub(super) fn work(dice: &Dice, day: Day) -> WorkFields {
    let by_unit = dice.below(100) < 18;
    let task = match (by_unit, dice.below(100) < 70) {
        (true, _) => "revisar",
        (false, true) => "etiquetar",
        (false, false) => "transcribir",
    };
    // Some note in the evening what they did the day before.
    let day = if dice.below(100) < 15 { Day(day.0 - 1) } else { day };
    WorkFields {
        task: task.to_owned(),
        day: day.to_string(),
        minutes: (!by_unit).then(|| 30 + 15 * dice.below(15) as u32),
        units: by_unit.then(|| 10 + dice.below(60) as u32),
        start: (!by_unit && dice.below(100) < 40).then(|| 8 * 60 + 30 * dice.below(18) as u16),
        note: (dice.below(100) < 45)
            .then(|| NOTES[dice.below(NOTES.len() as u64) as usize].to_owned()),
    }
}

/// Chance, from the source.
pub(super) struct Dice(pub(super) Source);

impl Dice {
    /// A number below `sides`.
    pub(super) fn below(&self, sides: u64) -> u64 {
        u64::from_be_bytes(self.0.random()) % sides.max(1)
    }

    /// A UUID v7 of that moment.
    pub(super) fn entry(&self, at: i64) -> String {
        uuid::Builder::from_unix_timestamp_millis(at as u64 * 1000, &self.0.random::<10>())
            .into_uuid()
            .to_string()
    }
}

//! The published schema of a definition, `docs/programme.schema.json`, made of the types.
//!
//! What it cannot say (that references lead somewhere, and what fits together) `check` says.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::form::Form;

/// The schema as JSON (draft 2020-12).
pub fn schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Form>();
    let id = "https://github.com/chaski/chaski/blob/main/docs/programme.schema.json";
    schema.insert("$id".to_owned(), id.into());
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_that_of_the_types() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/programme.schema.json");
        let mut made = serde_json::to_string_pretty(&schema()).unwrap();
        made.push('\n');
        if std::env::var_os("CHASKI_REGENERATE").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        let published = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            published == made,
            "docs/programme.schema.json is stale: run this test with CHASKI_REGENERATE=1"
        );
    }
}

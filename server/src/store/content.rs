//! What may be learnt: packs, their files, and the catalogue made of them.
//!
//! Owns the tables `pack`, `lesson`, `content_file`, `catalogue` and `catalogue_lesson`. A version
//! of a pack never changes; files are named by the hash of their bytes. The catalogue is a row,
//! made anew in the transaction that changes what it is made of, so that asking costs nothing.

use packs::{Manifest, Pack};
use rusqlite::{Connection, OptionalExtension, named_params};
use sha2::{Digest, Sha256};

use super::Store;
use super::audit::append;
use super::error::StoreError;
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::catalogue::{Outline, counts_as};

/// The catalogue as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCatalogue {
    /// Its JSON.
    pub json: Vec<u8>,
    /// Of the JSON.
    pub sha256: [u8; 32],
}

/// What is known of a content file without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentFile {
    /// Its media type.
    pub media_type: String,
    /// Its size.
    pub size_bytes: u64,
}

impl Store {
    /// Keeps a pack, and makes it the one that its id stands for. Keeping it again changes nothing.
    pub async fn put_pack(&self, pack: Pack, now: i64) -> Result<(), StoreError> {
        self.write(move |conn| {
            for file in &pack.files {
                put_file(conn, &hash_of(&file.sha256)?, file.media_type, &file.bytes)?;
            }
            put_manifest(conn, &pack, now)?;
            remake_catalogue(conn)?;
            let (id, version) = (&pack.manifest.pack, &pack.manifest.version);
            let subject = Subject::Other("pack", format!("{id}/{version}"));
            append(conn, &AuditEntry::at_command_line(Act::ManageProgramme, subject, now))
        })
        .await
    }

    /// The catalogue.
    pub async fn catalogue(&self) -> Result<StoredCatalogue, StoreError> {
        self.read(|conn| {
            conn.prepare_cached("select json, sha256 from catalogue")?
                .query_row([], |row| Ok(StoredCatalogue { json: row.get(0)?, sha256: row.get(1)? }))
                .optional()?
                .ok_or(StoreError::Empty)
        })
        .await
    }

    /// The first bytes of the catalogue's hash, by which phones see that it is new.
    pub async fn catalogue_prefix(&self) -> Result<[u8; 4], StoreError> {
        self.read(catalogue_prefix).await
    }

    /// A pack's manifest, as JSON.
    pub async fn pack_manifest(
        &self,
        pack: String,
        version: String,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached("select manifest from pack where id = ?1 and version = ?2")?
                .query_row([pack, version], |row| row.get(0))
                .optional()?)
        })
        .await
    }

    /// Type and size of a content file.
    pub async fn content_file(&self, sha256: [u8; 32]) -> Result<Option<ContentFile>, StoreError> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "select media_type, length(bytes) from content_file where sha256 = ?1",
                )?
                .query_row([sha256], |row| {
                    let size_bytes = row.get::<_, i64>(1)?.unsigned_abs();
                    Ok(ContentFile { media_type: row.get(0)?, size_bytes })
                })
                .optional()?)
        })
        .await
    }

    /// The bytes `first` to `last` of a content file, the last included.
    pub async fn content_bytes(
        &self,
        sha256: [u8; 32],
        first: u64,
        last: u64,
    ) -> Result<Vec<u8>, StoreError> {
        let start = i64::try_from(first).unwrap_or(i64::MAX).saturating_add(1);
        let length = i64::try_from(last.saturating_sub(first) + 1).unwrap_or(i64::MAX);
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "select substr(bytes, :start, :length) from content_file
                     where sha256 = :sha256",
                )?
                .query_row(
                    named_params! { ":sha256": sha256, ":start": start, ":length": length },
                    |row| row.get(0),
                )?)
        })
        .await
    }
}

/// The first bytes of the catalogue's hash; zeros before there is one.
pub(super) fn catalogue_prefix(conn: &Connection) -> Result<[u8; 4], StoreError> {
    let found: Option<[u8; 32]> = conn
        .prepare_cached("select sha256 from catalogue")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(found.map_or([0; 4], |hash| [hash[0], hash[1], hash[2], hash[3]]))
}

/// Makes the catalogue anew. To be called in the transaction that changed the programme or a pack;
/// without a programme there is none.
pub(super) fn remake_catalogue(conn: &Connection) -> Result<(), StoreError> {
    let definition: Option<String> = conn
        .query_row("select definition from programme order by number limit 1", [], |row| row.get(0))
        .optional()?;
    let Some(definition) = definition else { return Ok(()) };
    let outline = Outline::parse(&definition)
        .map_err(|error| StoreError::Damaged(format!("definition: {error}")))?;
    let mut manifests = Vec::new();
    for (course, pack) in outline.packs() {
        if let Some(manifest) = current_manifest(conn, pack)? {
            manifests.push((course, pack, manifest));
        }
    }
    let json = serde_json::to_vec(&outline.catalogue(|wanted| {
        manifests.iter().find(|(_, pack, _)| *pack == wanted).map(|(_, _, found)| found)
    }))
    .map_err(|error| StoreError::Bug(error.to_string()))?;
    conn.execute(
        "insert into catalogue (number, json, sha256) values (1, :json, :sha256)
         on conflict (number) do update set json = excluded.json, sha256 = excluded.sha256",
        named_params! { ":sha256": <[u8; 32]>::from(Sha256::digest(&json)), ":json": json },
    )?;
    conn.execute("delete from catalogue_lesson", [])?;
    for (course, _, manifest) in &manifests {
        let title = serde_json::to_string(&course.title)
            .map_err(|error| StoreError::Bug(error.to_string()))?;
        for (place, lesson) in manifest.lessons.iter().enumerate() {
            let counts_as = format!("{}/{place}", counts_as(course));
            // A pack may serve two courses; its lessons count once, for the first.
            conn.prepare_cached(
                "insert or ignore into catalogue_lesson (id, course, counts_as)
                 values (?1, ?2, ?3)",
            )?
            .execute([&lesson.id, &title, &counts_as])?;
        }
    }
    Ok(())
}

fn current_manifest(conn: &Connection, pack: &str) -> Result<Option<Manifest>, StoreError> {
    let json: Option<Vec<u8>> = conn
        .query_row("select manifest from pack where id = ?1 and current = 1", [pack], |row| {
            row.get(0)
        })
        .optional()?;
    json.map(|json| serde_json::from_slice(&json))
        .transpose()
        .map_err(|error| StoreError::Damaged(format!("manifest: {error}")))
}

pub(super) fn put_file(
    conn: &Connection,
    sha256: &[u8; 32],
    media_type: &str,
    bytes: &[u8],
) -> Result<(), StoreError> {
    if <[u8; 32]>::from(Sha256::digest(bytes)) != *sha256 {
        return Err(StoreError::Constraint("a file's bytes do not have its name's hash".into()));
    }
    conn.prepare_cached(
        "insert or ignore into content_file (sha256, media_type, bytes) values (?1, ?2, ?3)",
    )?
    .execute(rusqlite::params![sha256, media_type, bytes])?;
    Ok(())
}

pub(super) fn put_manifest(conn: &Connection, pack: &Pack, now: i64) -> Result<(), StoreError> {
    let manifest = &pack.manifest;
    conn.execute("update pack set current = 0 where id = ?1", [&manifest.pack])?;
    let known = conn.execute(
        "update pack set current = 1 where id = ?1 and version = ?2",
        [&manifest.pack, &manifest.version],
    )?;
    if known > 0 {
        return Ok(());
    }
    let number: i64 = conn.query_row(
        "insert into pack
             (id, version, title, language, size_bytes, manifest, current, imported_at)
         values (:id, :version, :title, :language, :size_bytes, :manifest, 1, :now)
         returning number",
        named_params! {
            ":id": manifest.pack,
            ":version": manifest.version,
            ":title": manifest.title,
            ":language": manifest.language,
            ":size_bytes": i64::try_from(manifest.size_bytes).unwrap_or(i64::MAX),
            ":manifest": pack.manifest_json(),
            ":now": now,
        },
        |row| row.get(0),
    )?;
    for (position, lesson) in (0_i64..).zip(&manifest.lessons) {
        conn.prepare_cached(
            "insert into lesson (pack, position, id, title, level, pages, minutes, has_quiz)
             values (:pack, :position, :id, :title, :level, :pages, :minutes, :has_quiz)",
        )?
        .execute(named_params! {
            ":pack": number,
            ":position": position,
            ":id": lesson.id,
            ":title": lesson.title,
            ":level": lesson.level,
            ":pages": i64::try_from(lesson.pages).unwrap_or(i64::MAX),
            ":minutes": lesson.minutes,
            ":has_quiz": lesson.has_quiz,
        })?;
    }
    Ok(())
}

fn hash_of(name: &str) -> Result<[u8; 32], StoreError> {
    let mut hash = [0; 32];
    hex::decode_to_slice(name, &mut hash)
        .map_err(|_| StoreError::Constraint(format!("not a file's name: {name:?}")))?;
    Ok(hash)
}

//! What may be learnt: packs, their files, and the catalogue made of them.
//!
//! Owns the tables `pack`, `lesson`, `content_file`, `catalogue`, `catalogue_lesson`,
//! `version_catalogue` and `version_lesson`. A version
//! of a pack never changes; files are named by the hash of their bytes. The catalogue is a row,
//! made anew in the transaction that changes what it is made of, so that asking costs nothing.

use std::collections::BTreeMap;

use packs::{Manifest, Pack};
use rusqlite::{Connection, OptionalExtension, named_params};
use sha2::{Digest, Sha256};

use super::Store;
use super::audit::append;
use super::error::StoreError;
use super::steps::is_confirmed_by_staff;
use crate::audit::{AuditEntry, Subject};
use crate::authority::Act;
use crate::catalogue::{Catalogue, Outline, counts_as};

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

    /// The catalogue of a version of the definition.
    pub async fn catalogue_of(&self, version: u32) -> Result<Option<StoredCatalogue>, StoreError> {
        self.read(move |conn| {
            Ok(conn
                .prepare_cached(
                    "select json, sha256 from version_catalogue where version = ?1
                     union all select json, sha256 from catalogue
                     where (select version from programme) = ?1",
                )?
                .query_row([version], |row| {
                    Ok(StoredCatalogue { json: row.get(0)?, sha256: row.get(1)? })
                })
                .optional()?)
        })
        .await
    }

    /// The first bytes of the catalogue's hash, by which phones see that it is new.
    pub async fn catalogue_prefix(&self) -> Result<[u8; 4], StoreError> {
        self.read(catalogue_prefix).await
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

/// Makes the catalogues anew, of the version in force and of those before. To be called in the
/// transaction that changed the programme or a pack; without a programme there is none.
pub(super) fn remake_catalogue(conn: &Connection) -> Result<(), StoreError> {
    let current: Option<u32> = conn
        .query_row("select version from programme order by number limit 1", [], |row| row.get(0))
        .optional()?;
    let Some(current) = current else { return Ok(()) };
    conn.execute("delete from version_catalogue", [])?;
    conn.execute("delete from version_lesson", [])?;
    // Before the first import there was nothing that anybody could go by.
    let mut statement = conn.prepare(
        "select version, json from definition where version > 0 or version = ?1
         order by version = ?1, version",
    )?;
    let mut versions = statement.query([current])?;
    // That of the version in force is made last: it names the others, so that it is another one
    // when any of them is, and phones look again.
    let mut others = BTreeMap::new();
    while let Some(row) = versions.next()? {
        let (version, definition): (u32, String) = (row.get(0)?, row.get(1)?);
        let outline = Outline::parse(&definition)
            .map_err(|error| StoreError::Damaged(format!("definition: {error}")))?;
        let packs = packs_of(conn, &outline)?;
        let catalogue = outline.catalogue(|wanted| packs.get(wanted));
        let bytes = |catalogue: &Catalogue<'_>| {
            serde_json::to_vec(catalogue).map_err(|error| StoreError::Bug(error.to_string()))
        };
        note_lessons(conn, version, &outline, &packs)?;
        if version == current {
            put_current(conn, &bytes(&catalogue.with_others(&others))?)?;
            put_current_lessons(conn, &outline, &packs)?;
        } else {
            let json = bytes(&catalogue)?;
            let sha256 = <[u8; 32]>::from(Sha256::digest(&json));
            others.insert(version, hex::encode(&sha256[..8]));
            conn.execute(
                "insert into version_catalogue (version, json, sha256) values (?1, ?2, ?3)",
                rusqlite::params![version, json, sha256],
            )?;
        }
    }
    Ok(())
}

type Packs = BTreeMap<String, Manifest>;

fn packs_of(conn: &Connection, outline: &Outline) -> Result<Packs, StoreError> {
    let mut packs = Packs::new();
    for (_, pack) in outline.packs() {
        if !packs.contains_key(pack)
            && let Some(manifest) = current_manifest(conn, pack)?
        {
            packs.insert(pack.to_owned(), manifest);
        }
    }
    Ok(packs)
}

fn put_current(conn: &Connection, json: &[u8]) -> Result<(), StoreError> {
    conn.execute(
        "insert into catalogue (number, json, sha256) values (1, :json, :sha256)
         on conflict (number) do update set json = excluded.json, sha256 = excluded.sha256",
        named_params! { ":sha256": <[u8; 32]>::from(Sha256::digest(json)), ":json": json },
    )?;
    Ok(())
}

/// What lessons are called and where they stand, in the version in force.
fn put_current_lessons(
    conn: &Connection,
    outline: &Outline,
    packs: &Packs,
) -> Result<(), StoreError> {
    conn.execute("delete from catalogue_lesson", [])?;
    for (course, lessons) in outline.lessons(packs) {
        let title = serde_json::to_string(&course.title)
            .map_err(|error| StoreError::Bug(error.to_string()))?;
        for (place, lesson) in lessons.iter().enumerate() {
            let counts_as = format!("{}/{place}", counts_as(course));
            // A pack may serve two courses; its lessons count once, for the first.
            conn.prepare_cached(
                "insert or ignore into catalogue_lesson (id, course, counts_as)
                 values (?1, ?2, ?3)",
            )?
            .execute([lesson, &title, &counts_as])?;
        }
    }
    Ok(())
}

/// Which lessons a version has, for whom.
fn note_lessons(
    conn: &Connection,
    version: u32,
    outline: &Outline,
    packs: &Packs,
) -> Result<(), StoreError> {
    for (course, lessons) in outline.lessons(packs) {
        let tracks = (!course.tracks.is_empty())
            .then(|| serde_json::to_string(&course.tracks))
            .transpose()
            .map_err(|error| StoreError::Bug(error.to_string()))?;
        for (place, lesson) in lessons.iter().enumerate() {
            conn.prepare_cached(
                "insert or ignore into version_lesson
                     (version, lesson, counts_as, tracks, optional, confirm)
                 values (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(rusqlite::params![
                version,
                lesson,
                format!("{}/{place}", counts_as(course)),
                tracks,
                course.optional,
                is_confirmed_by_staff(course),
            ])?;
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

//! The folder that is imported: which path a reference means, and what stands there.
//!
//! Owns the rule that nothing outside the folder is ever read, whether by `..`, an absolute path,
//! percent-encoding, backslashes or symbolic links.
//! Must not: interpret what it reads.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::limits;
use crate::problem::{Fault, Place, Problem};

/// A folder opened for import.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

/// Why a file was not read.
#[derive(Debug)]
pub(crate) enum Unread {
    Missing,
    Outside,
    TooLarge,
    Failed(String),
}

impl Folder {
    /// Opens a folder; its own path may lead through symbolic links.
    pub(crate) fn open(dir: &Path) -> Result<Self, Problem> {
        let told = || Place::file(dir.display().to_string());
        let failed = |error: std::io::Error| {
            Problem::new(told(), Fault::Unreadable(error.kind().to_string()))
        };
        let root = fs::canonicalize(dir).map_err(failed)?;
        if !fs::metadata(&root).map_err(failed)?.is_dir() {
            return Err(Problem::new(told(), Fault::Unreadable("not a folder".into())));
        }
        Ok(Self { root })
    }

    /// The folder's own name.
    pub(crate) fn name(&self) -> String {
        self.root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Whether a regular file inside the folder stands at a resolved path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.locate(path).is_ok()
    }

    /// Reads a file at a resolved path, at most `limit` bytes.
    pub(crate) fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, Unread> {
        let real = self.locate(path)?;
        let failed = |error: std::io::Error| Unread::Failed(error.kind().to_string());
        let mut bytes = Vec::new();
        fs::File::open(real)
            .map_err(failed)?
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if bytes.len() as u64 > limit { Err(Unread::TooLarge) } else { Ok(bytes) }
    }

    /// Reads a Markdown or JSON file. `place` is where it is asked for.
    pub(crate) fn read_text(&self, path: &str, place: &Place) -> Result<String, Problem> {
        let fault = |what| Problem::new(place.clone(), what);
        let bytes = self.read(path, limits::TEXT_FILE_BYTES).map_err(|unread| {
            fault(match unread {
                Unread::Missing => Fault::MissingInclude(path.into()),
                Unread::Outside => Fault::LeavesFolder(path.into()),
                Unread::Failed(why) => Fault::Unreadable(why),
                Unread::TooLarge => Fault::TooMuch {
                    what: "the size of a text file",
                    limit: format!("{} KiB", limits::TEXT_FILE_BYTES / 1024),
                },
            })
        })?;
        let text = String::from_utf8(bytes)
            .map_err(|_| Problem::new(Place::file(path), Fault::NotText))?;
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text })
    }

    /// Every file with one of the extensions, sorted by name, `README.md` first in its folder.
    pub(crate) fn list(&self, extension: &str) -> Result<Vec<Arc<str>>, Problem> {
        let mut found = Vec::new();
        let mut seen = 0;
        let mut folders = vec![(self.root.clone(), String::new(), 0)];
        while let Some((folder, prefix, depth)) = folders.pop() {
            let failed = |error: std::io::Error| {
                Problem::new(
                    Place::file(prefix.clone()),
                    Fault::Unreadable(error.kind().to_string()),
                )
            };
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                seen += 1;
                if seen > limits::ENTRIES || depth > limits::FOLDER_DEPTH {
                    return Err(Problem::new(
                        Place::file(prefix.clone()),
                        Fault::TooMuch {
                            what: "the number or depth of files and folders",
                            limit: format!("{} or {}", limits::ENTRIES, limits::FOLDER_DEPTH),
                        },
                    ));
                }
                let Ok(name) = entry.file_name().into_string() else { continue };
                if name.starts_with('.') || name == "node_modules" {
                    continue;
                }
                let path = format!("{prefix}{name}");
                // A symbolic link is neither; it may be referred to, but is not looked for.
                let kind = entry.file_type().map_err(failed)?;
                if kind.is_dir() {
                    folders.push((entry.path(), format!("{path}/"), depth + 1));
                } else if kind.is_file() && has_extension(&name, extension) {
                    found.push(Arc::from(path));
                }
            }
        }
        found.sort_by_cached_key(|path| order_key(path));
        Ok(found)
    }

    fn locate(&self, path: &str) -> Result<PathBuf, Unread> {
        let real = fs::canonicalize(self.root.join(path)).map_err(|_| Unread::Missing)?;
        if !real.starts_with(&self.root) {
            return Err(Unread::Outside);
        }
        // A device or a pipe could block for ever.
        match fs::metadata(&real) {
            Ok(data) if data.is_file() => Ok(real),
            _ => Err(Unread::Missing),
        }
    }
}

/// The path within the folder that a reference in `file` means, or `None` when it leaves it.
///
/// A leading `/` is the folder itself, as GitBook has it.
pub(crate) fn resolve(file: &str, reference: &str) -> Option<String> {
    let decoded = percent_decode_str(reference).decode_utf8().ok()?;
    if decoded.contains(['\\', '\0']) || decoded.contains("://") {
        return None;
    }
    let mut parts: Vec<&str> = match decoded.starts_with('/') {
        true => Vec::new(),
        false => file.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev().collect(),
    };
    for part in Path::new(decoded.trim_start_matches('/')).components() {
        match part {
            Component::Normal(name) => parts.push(name.to_str()?),
            Component::CurDir => {}
            Component::ParentDir => {
                parts.pop()?;
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

/// What a reference may mean: from the file that it stands in, or from the lesson that includes it.
///
/// GitBook knows the second only, which reads wrongly in the included file.
pub(crate) fn candidates(file: &str, lesson: &str, reference: &str) -> Candidates {
    let near = resolve(file, reference);
    let outer = if file == lesson { None } else { resolve(lesson, reference) };
    let leaves = near.is_none();
    Candidates { paths: near.into_iter().chain(outer).collect(), leaves }
}

/// See [`candidates`].
#[derive(Debug)]
pub(crate) struct Candidates {
    /// Inside the folder, the likelier first.
    pub(crate) paths: Vec<String>,
    /// Whether the reference leaves the folder from where it stands.
    leaves: bool,
}

impl Candidates {
    /// The path that fits, else the likeliest; `None` when that would leave the folder.
    pub(crate) fn choose(&self, fits: impl Fn(&str) -> bool) -> Option<&str> {
        let found = self.paths.iter().find(|path| fits(path));
        let likeliest = if self.leaves { None } else { self.paths.first() };
        found.or(likeliest).map(String::as_str)
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    Path::new(name).extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

/// Folder by folder, `README` first, numbers by value: `2-b` stands before `10-a`.
fn order_key(path: &str) -> Vec<(u8, Vec<(u64, String)>)> {
    path.split('/')
        .map(|name| {
            let first = u8::from(!name.eq_ignore_ascii_case("readme.md"));
            // A chapter's file stands before the folder of the same name.
            (first, natural(name.strip_suffix(".md").unwrap_or(name)))
        })
        .collect()
}

fn natural(name: &str) -> Vec<(u64, String)> {
    let mut parts: Vec<(u64, String)> = Vec::new();
    for letter in name.to_lowercase().chars() {
        match (letter.to_digit(10), parts.last_mut()) {
            (Some(digit), Some((number, word))) if word.is_empty() => {
                *number = number.saturating_mul(10).saturating_add(u64::from(digit));
            }
            (Some(digit), _) => parts.push((u64::from(digit), String::new())),
            (None, Some((_, word))) => word.push(letter),
            // No number at all sorts after every number.
            (None, None) => parts.push((u64::MAX, letter.into())),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_stay_inside() {
        let means = |reference| resolve("a/b/c.md", reference);
        assert_eq!(means("x.png").as_deref(), Some("a/b/x.png"));
        assert_eq!(means("../x.png").as_deref(), Some("a/x.png"));
        assert_eq!(means("/x.png").as_deref(), Some("x.png"));
        assert_eq!(means("./d/../x%20y.png").as_deref(), Some("a/b/x y.png"));
        for out in [
            "../../../x",
            "/../x",
            "..%2f..%2f..%2fx",
            "%2e%2e/%2e%2e/%2e%2e/x",
            "..\\..\\x",
            "..%5cx",
            "file:///etc/passwd",
            "x%00.png",
            "%ff",
        ] {
            assert_eq!(means(out), None, "{out}");
        }
    }

    #[test]
    fn names_sort_as_people_count() {
        let mut names = ["10-x.md", "2-y.md", "b/README.md", "b/A.md", "README.md", "b.md"];
        names.sort_by_cached_key(|name| order_key(name));
        assert_eq!(names, ["README.md", "2-y.md", "10-x.md", "b.md", "b/README.md", "b/A.md"]);
    }
}

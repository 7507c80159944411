//! From a folder to a pack, step by step.
//!
//! Owns the order of the steps: settings, contents, text, pages, links, pictures, manifest.
//! Must not: hold rules of any step.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::Options;
use crate::folder::Folder;
use crate::limits;
use crate::links::{Course, Target};
use crate::markdown::{self, Block};
use crate::marks;
use crate::pack::{FileEntry, Lesson, LessonEntry, Manifest, Pack, PackFile, Page, json};
use crate::paging::{self, Draft};
use crate::picture::Pictures;
use crate::problem::{Fault, Place, Problem};
use crate::render::Renderer;
use crate::sanitise::Sanitiser;
use crate::settings::{self, Settings};
use crate::source::Expanded;
use crate::summary::{self, Contents, Entry};

/// Words that she reads in a minute: slowly, on a small screen, of things new to her.
const WORDS_A_MINUTE: usize = 130;
const SECONDS_A_PICTURE: usize = 12;
const SECONDS_A_QUESTION: usize = 30;

/// A lesson cut into pages.
struct Drafted {
    entry: Entry,
    id: String,
    title: String,
    expanded: Expanded,
    pages: Vec<Draft>,
    minutes: u32,
    anchors: BTreeMap<String, Option<usize>>,
}

/// A lesson whose pages are HTML; its pictures' keys still stand for their files.
struct Rendered {
    drafted: Drafted,
    pages: Vec<Page>,
}

pub(crate) fn import(folder: &Folder, options: &Options) -> Result<Pack, Vec<Problem>> {
    let settings = settings::read(folder, options)?;
    let (mut refusals, mut warnings) = (Vec::new(), Vec::new());
    let contents = find_lessons(folder, &mut refusals, &mut warnings)?;
    let drafts = draft(folder, &settings, &contents, &mut refusals, &mut warnings);
    refusals.extend(
        settings.check_minutes(folder, |path| {
            contents.entries.iter().any(|entry| &*entry.path == path)
        }),
    );
    let course = Course {
        lessons: drafts
            .iter()
            .map(|draft| {
                let target = Target { id: draft.id.clone(), anchors: draft.anchors.clone() };
                (draft.entry.path.clone(), target)
            })
            .collect(),
    };
    let mut pictures = Pictures::default();
    let sanitiser = Sanitiser::new();
    let mut rendered = Vec::new();
    for drafted in drafts {
        let mut renderer = Renderer {
            folder,
            course: &course,
            lesson: drafted.entry.path.clone(),
            inserts: &drafted.expanded.inserts,
            sanitiser: &sanitiser,
            pictures: &mut pictures,
            refusals: &mut refusals,
            warnings: &mut warnings,
            tags: 0,
        };
        let pages = drafted.pages.iter().map(|page| match page {
            Draft::Text(blocks) => Page::Text { html: renderer.page(blocks) },
            Draft::Quiz(quiz) => Page::Quiz { quiz: quiz.clone() },
        });
        let pages = pages.collect();
        rendered.push(Rendered { drafted, pages });
    }
    // Encoding pictures is nearly all of the work: not for a folder that is refused anyway.
    if !refusals.is_empty() {
        return Err(told(refusals));
    }
    let (files, sums) = pictures.finish(folder, &mut refusals, &mut warnings);
    if !refusals.is_empty() {
        return Err(told(refusals));
    }
    let title = settings
        .title
        .clone()
        .or(contents.title)
        .or_else(|| first_heading(folder))
        .unwrap_or_else(|| folder.name());
    let (manifest, files) = assemble(settings, title, rendered, &files);
    Ok(Pack { manifest, files, warnings: told(warnings), pictures: sums })
}

/// Problems in the order of files and lines, each once, no more than anybody reads.
fn told(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort();
    problems.dedup();
    problems.truncate(limits::PROBLEMS);
    problems
}

fn find_lessons(
    folder: &Folder,
    refusals: &mut Vec<Problem>,
    warnings: &mut Vec<Problem>,
) -> Result<Contents, Vec<Problem>> {
    let included = |files: &[Arc<str>]| -> Vec<Arc<str>> {
        files.iter().flat_map(|file| marks::included(folder, file)).collect()
    };
    let contents = summary::contents(folder, &included, refusals, warnings);
    let contents = contents.map_err(|problem| vec![problem])?;
    if contents.entries.is_empty() && refusals.is_empty() {
        return Err(vec![Problem::new(Place::file(folder.name()), Fault::NoLesson)]);
    }
    Ok(contents)
}

fn draft(
    folder: &Folder,
    settings: &Settings,
    contents: &Contents,
    refusals: &mut Vec<Problem>,
    warnings: &mut Vec<Problem>,
) -> Vec<Drafted> {
    let mut drafts = Vec::new();
    let mut ids: BTreeMap<String, Arc<str>> = BTreeMap::new();
    for entry in &contents.entries {
        let id = summary::lesson_id(&settings.pack, &entry.path);
        if let Some(other) = ids.insert(id.clone(), entry.path.clone()) {
            let what = Fault::LessonIdTaken { id: id.clone(), other: other.to_string() };
            refusals.push(Problem::new(entry.place.clone(), what));
        }
        let expanded = match marks::expand(folder, &entry.path, warnings) {
            Ok(expanded) => expanded,
            Err(found) => {
                refusals.extend(found);
                continue;
            }
        };
        let mut blocks = markdown::blocks(&expanded, refusals);
        let heading = blocks.iter().find_map(|block| match block {
            Block::Heading { words, .. } if !words.is_empty() => Some(words.clone()),
            _ => None,
        });
        let title = entry.title.clone().or(heading).unwrap_or_else(|| stem(&entry.path));
        let start = paging::take_title(&mut blocks, &title);
        let minutes = settings.minutes.get(&*entry.path).copied();
        let minutes = minutes.unwrap_or_else(|| estimate(&blocks));
        let pages = paging::pages(blocks);
        if pages.is_empty() {
            let what = Fault::LeftOut("the lesson is empty".into());
            warnings.push(Problem::new(Place::file(entry.path.clone()), what));
            continue;
        }
        let mut anchors: BTreeMap<_, _> = start.into_iter().map(|name| (name, None)).collect();
        for (nth, page) in pages.iter().enumerate() {
            if let Draft::Text(blocks) = page {
                collect_anchors(blocks, nth, &mut anchors);
            }
        }
        let entry = entry.clone();
        drafts.push(Drafted { entry, id, title, expanded, pages, minutes, anchors });
    }
    drafts
}

fn collect_anchors(blocks: &[Block], page: usize, anchors: &mut BTreeMap<String, Option<usize>>) {
    for block in blocks {
        match block {
            Block::Heading { anchor, .. } => {
                anchors.insert(anchor.clone(), Some(page));
            }
            Block::Sec { anchor, blocks, .. } => {
                anchors.extend(anchor.iter().map(|name| (name.clone(), Some(page))));
                collect_anchors(blocks, page, anchors);
            }
            Block::Flow(_) | Block::Quiz(_) => {}
        }
    }
}

fn estimate(blocks: &[Block]) -> u32 {
    let mut seconds = 0;
    for block in blocks {
        let (words, pictures) = block.content();
        seconds += words * 60 / WORDS_A_MINUTE + pictures * SECONDS_A_PICTURE;
        if let Block::Quiz(quiz) = block {
            seconds += quiz.questions.len() * SECONDS_A_QUESTION;
        }
    }
    u32::try_from(seconds.div_ceil(60).max(1)).unwrap_or(u32::MAX)
}

fn stem(path: &str) -> String {
    let name = path.rsplit('/').find(|part| !part.eq_ignore_ascii_case("readme.md"));
    let name = name.unwrap_or(path);
    name.strip_suffix(".md").unwrap_or(name).replace(['-', '_'], " ")
}

/// The first heading of the folder's `README.md`.
fn first_heading(folder: &Folder) -> Option<String> {
    let path: Arc<str> = "README.md".into();
    let expanded = marks::expand(folder, &path, &mut Vec::new()).ok()?;
    let heading = |block| match block {
        Block::Heading { words, .. } if !words.is_empty() => Some(words),
        _ => None,
    };
    markdown::blocks(&expanded, &mut Vec::new()).into_iter().find_map(heading)
}

fn assemble(
    settings: Settings,
    title: String,
    lessons: Vec<Rendered>,
    pictures: &BTreeMap<String, PackFile>,
) -> (Manifest, Vec<PackFile>) {
    let mut files: BTreeMap<String, PackFile> = BTreeMap::new();
    let mut entries = Vec::new();
    for Rendered { drafted, mut pages } in lessons {
        let mut images = BTreeSet::new();
        for page in &mut pages {
            let Page::Text { html } = page else { continue };
            *html = with_pictures(html, |key| {
                let file = pictures.get(key)?;
                images.insert(file.sha256.clone());
                files.entry(file.sha256.clone()).or_insert_with(|| file.clone());
                Some(&file.sha256)
            });
        }
        let has_quiz = pages.iter().any(|page| matches!(page, Page::Quiz { .. }));
        let lesson = Lesson {
            id: drafted.id,
            title: drafted.title,
            language: settings.language.clone(),
            pages,
        };
        let file = PackFile::new("application/json", json(&lesson));
        entries.push(LessonEntry {
            id: lesson.id,
            title: lesson.title,
            level: drafted.entry.level,
            pages: lesson.pages.len(),
            minutes: drafted.minutes,
            has_quiz,
            file: file.sha256.clone(),
            images: images.into_iter().collect(),
        });
        files.insert(file.sha256.clone(), file);
    }
    let listed = files.values().map(|file| FileEntry {
        sha256: file.sha256.clone(),
        size_bytes: file.bytes.len() as u64,
        media_type: file.media_type.to_owned(),
    });
    let manifest = Manifest {
        pack: settings.pack,
        version: String::new(),
        title,
        language: settings.language,
        licence: settings.licence,
        author: settings.author,
        size_bytes: files.values().map(|file| file.bytes.len() as u64).sum(),
        lessons: entries,
        files: listed.collect(),
    };
    (manifest.seal(), files.into_values().collect())
}

/// Puts the final file's hash in the place of each picture's key.
fn with_pictures<'a>(html: &str, mut hash: impl FnMut(&str) -> Option<&'a String>) -> String {
    const BEFORE: &str = "src=\"/api/files/";
    let mut parts = html.split(BEFORE);
    let mut done = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        done.push_str(BEFORE);
        match part.get(..64).and_then(|key| Some((hash(key)?, &part[64..]))) {
            Some((hash, rest)) => {
                done.push_str(hash);
                done.push_str(rest);
            }
            None => done.push_str(part),
        }
    }
    done
}

//! How a lesson is cut into pages.
//!
//! Owns how much is comfortable on a phone at a time. Must not: change what is on a page.

use pulldown_cmark::HeadingLevel;

use crate::markdown::Block;
use crate::pack::Quiz;

/// A section shorter than this joins its neighbour.
const LEAST_WORDS: usize = 80;
/// A page longer than this is cut, where its blocks let it.
const MOST_WORDS: usize = 320;

/// A page before it is HTML.
#[derive(Debug)]
pub(crate) enum Draft {
    Text(Vec<Block>),
    Quiz(Quiz),
}

/// Takes the heading away that only repeats the lesson's title, and gives its anchor.
pub(crate) fn take_title(blocks: &mut Vec<Block>, title: &str) -> Option<String> {
    let is_first = |block: &&Block| matches!(block, Block::Heading { level: HeadingLevel::H1, .. });
    let only = blocks.iter().filter(is_first).count() == 1;
    match blocks.first() {
        Some(Block::Heading { level: HeadingLevel::H1, words, anchor, .. })
            if blocks.len() > 1 && (only || words.trim() == title.trim()) =>
        {
            let anchor = anchor.clone();
            blocks.remove(0);
            Some(anchor)
        }
        _ => None,
    }
}

/// Cuts blocks into pages: at headings of the first two levels and around quizzes, then by size.
pub(crate) fn pages(blocks: Vec<Block>) -> Vec<Draft> {
    let mut pages = Vec::new();
    let mut sections: Vec<Vec<Block>> = Vec::new();
    for block in blocks {
        match block {
            Block::Quiz(quiz) => {
                pages.extend(joined(std::mem::take(&mut sections)).into_iter().map(Draft::Text));
                pages.push(Draft::Quiz(quiz));
            }
            Block::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. } => {
                sections.push(vec![block]);
            }
            _ => match sections.last_mut() {
                Some(section) => section.push(block),
                None => sections.push(vec![block]),
            },
        }
    }
    pages.extend(joined(sections).into_iter().map(Draft::Text));
    pages
}

fn size(blocks: &[Block]) -> usize {
    blocks.iter().map(Block::size).sum()
}

/// Joins short sections, and cuts long ones.
fn joined(sections: Vec<Vec<Block>>) -> Vec<Vec<Block>> {
    let mut pages: Vec<Vec<Block>> = Vec::new();
    for section in sections {
        let short = size(&section) < LEAST_WORDS;
        match pages.last_mut() {
            Some(page)
                if (short || size(page) < LEAST_WORDS)
                    && size(page) + size(&section) <= MOST_WORDS =>
            {
                page.extend(section);
            }
            _ => pages.extend(cut(section)),
        }
    }
    pages
}

/// Cuts one section into pages of about the same length.
fn cut(section: Vec<Block>) -> Vec<Vec<Block>> {
    let total = size(&section);
    if total <= MOST_WORDS {
        return vec![section];
    }
    let wanted = total / total.div_ceil(MOST_WORDS);
    let mut pages: Vec<Vec<Block>> = vec![Vec::new()];
    let mut filled = 0;
    for unit in units(section) {
        let next = size(&unit);
        let new_part = matches!(unit.first(), Some(Block::Heading { .. }));
        let full = filled >= wanted
            || (filled >= LEAST_WORDS && filled + next > MOST_WORDS)
            || (new_part && filled * 10 >= wanted * 6);
        match pages.last_mut() {
            Some(page) if !full || page.is_empty() => page.extend(unit),
            _ => {
                pages.push(unit);
                filled = 0;
            }
        }
        filled += next;
    }
    // A few last words are better read with what they end.
    if pages.len() > 1 && filled < LEAST_WORDS / 2 {
        let last = pages.pop().unwrap_or_default();
        if let Some(page) = pages.last_mut() {
            page.extend(last);
        }
    }
    pages
}

/// Blocks that stay together: a heading or an announcement with what it announces, and code with
/// the words before it.
fn units(section: Vec<Block>) -> Vec<Vec<Block>> {
    let mut units: Vec<Vec<Block>> = Vec::new();
    let (mut held, mut shown) = (false, true);
    for block in section {
        let (holds, shows) = match &block {
            Block::Heading { .. } => (true, false),
            Block::Flow(flow) => (flow.leads, flow.shows),
            _ => (false, false),
        };
        match units.last_mut() {
            Some(unit) if held || (shows && !shown) => unit.push(block),
            _ => units.push(vec![block]),
        }
        (held, shown) = (holds, shows);
    }
    units
}

//! The text of a courier file: plain lines for whoever carries it, then armour.
//!
//! A file holds one or more pieces, each complete in itself:
//!
//! ```text
//! (lines for people, in Spanish and English)
//! control 0123456789abcdef
//! -----BEGIN AGE ENCRYPTED FILE-----
//! (base64, 64 characters a line)
//! -----END AGE ENCRYPTED FILE-----
//! ```
//!
//! Owns finding and writing pieces. What a messenger does to line ends and blanks does no harm;
//! the control line, the first 8 bytes of SHA-256 over the base64 characters, tells what was
//! damaged on the way from what is sealed to somebody else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::{CourierError, Kind};

const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";
const CONTROL: &str = "control ";
const LINE_CHARS: usize = 64;

/// What whoever carries a piece is told.
fn lines_for_people(kind: Kind) -> [&'static str; 2] {
    match kind {
        Kind::Bundle => [
            "Archivo cerrado para la oficina. Nadie lo puede leer en el camino. Llévalo sin \
             cambiarlo a la oficina, o ábrelo en otro teléfono que tenga esta aplicación.",
            "A sealed file for the office. Nobody can read it on the way. Take it unchanged to the \
             office, or open it on another phone that has this app.",
        ],
        Kind::Answer => [
            "Respuesta cerrada de la oficina. Solo un teléfono la puede leer. Devuélvela sin \
             cambiarla a quien te dio el archivo: la abre en su teléfono, en esta aplicación.",
            "A sealed answer of the office. Only one phone can read it. Take it unchanged back to \
             whoever gave you the file: she opens it on her phone, in this app.",
        ],
    }
}

/// One piece as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Base64, without blanks.
    base64: String,
    /// The control that stands above it.
    control: Option<String>,
    /// Its last line is there.
    is_whole: bool,
}

impl Piece {
    /// The pieces of a file, in order; none: it is no courier file.
    pub fn all_of(file: &[u8]) -> Vec<Self> {
        let text = String::from_utf8_lossy(file);
        let mut pieces = Vec::new();
        let mut open: Option<Self> = None;
        let mut control = None;
        for line in text.lines().map(str::trim) {
            // A cut file may be glued to another: what begins anew ends what was not ended.
            if line == BEGIN {
                pieces.extend(open.take());
                let control = control.take();
                open = Some(Self { base64: String::new(), control, is_whole: false });
            } else if line == END {
                if let Some(mut piece) = open.take() {
                    piece.is_whole = true;
                    pieces.push(piece);
                }
            } else if let Some(piece) = &mut open {
                piece.base64.extend(line.chars().filter(|char| !char.is_whitespace()));
            } else if let Some(word) = line.strip_prefix(CONTROL) {
                control = Some(word.to_owned());
            }
        }
        pieces.extend(open);
        pieces
    }

    /// A piece of sealed bytes.
    pub(super) fn of(sealed: &[u8]) -> Self {
        let base64 = STANDARD.encode(sealed);
        Self { control: Some(control_of(&base64)), base64, is_whole: true }
    }

    /// The sealed bytes.
    pub(super) fn sealed(&self) -> Result<Vec<u8>, CourierError> {
        if !self.is_whole {
            return Err(CourierError::Cut);
        }
        STANDARD.decode(&self.base64).map_err(|_| CourierError::Damaged)
    }

    /// Its control says that it was altered on the way.
    pub fn is_altered(&self) -> bool {
        self.control.as_ref().is_some_and(|control| *control != control_of(&self.base64))
    }

    /// The piece as a file of its own.
    pub fn to_text(&self, kind: Kind) -> String {
        let [spanish, english] = lines_for_people(kind);
        let control = control_of(&self.base64);
        let mut text = format!("{spanish}\n{english}\n\n{CONTROL}{control}\n{BEGIN}\n");
        let mut rest = &self.base64[..];
        while let Some((line, after)) = rest.split_at_checked(LINE_CHARS) {
            text.push_str(line);
            text.push('\n');
            rest = after;
        }
        if !rest.is_empty() {
            text.push_str(rest);
            text.push('\n');
        }
        text.push_str(END);
        text.push('\n');
        text
    }
}

fn control_of(base64: &str) -> String {
    hex::encode(&Sha256::digest(base64.as_bytes())[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> String {
        Piece::of(&[9; 100]).to_text(Kind::Bundle)
    }

    #[test]
    fn a_piece_is_found_whatever_stands_around_it() {
        let text = text();
        assert!(text.starts_with("Archivo cerrado"));
        for file in [
            text.clone(),
            text.replace('\n', "\r\n"),
            format!("\u{feff}Te mando esto:\n\n{text}\nSaludos"),
            text.replace('\n', "  \n\n"),
            text.replace(CONTROL, "  control "),
        ] {
            let pieces = Piece::all_of(file.as_bytes());
            assert_eq!(pieces.len(), 1);
            assert_eq!(pieces[0].sealed(), Ok(vec![9; 100]));
            assert!(!pieces[0].is_altered());
        }
        assert_eq!(Piece::all_of(b"Buenos dias"), []);
        assert_eq!(Piece::all_of(&[0xff; 50]), []);
    }

    #[test]
    fn several_pieces_stand_in_one_file_and_a_cut_one_spoils_no_other() {
        let (text, second) = (text(), Piece::of(&[3; 10]).to_text(Kind::Answer));
        let pieces = Piece::all_of(format!("{text}{second}").as_bytes());
        assert_eq!(pieces[0].sealed(), Ok(vec![9; 100]));
        assert_eq!(pieces[1].sealed(), Ok(vec![3; 10]));
        let cut = &text[..text.len() - 40];
        let pieces = Piece::all_of(format!("{cut}\n{second}").as_bytes());
        assert_eq!(pieces[0].sealed(), Err(CourierError::Cut));
        assert_eq!(pieces[1].sealed(), Ok(vec![3; 10]));
    }

    #[test]
    fn what_was_altered_on_the_way_shows() {
        let altered = text().replacen("CQkJ", "CQkK", 1);
        assert!(Piece::all_of(altered.as_bytes())[0].is_altered());
        let without = text().replace(CONTROL, "");
        assert!(!Piece::all_of(without.as_bytes())[0].is_altered());
    }
}

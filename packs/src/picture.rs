//! Pictures: what may be shown, and how small it becomes.
//!
//! Owns the limits' enforcement before anything large is allocated, the size in which pictures are
//! kept, and the choice of encoding. Must not: keep metadata of the original (a photograph's place).

use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use image::codecs::gif::GifDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::{
    AnimationDecoder, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits,
};

use crate::folder::{Folder, Unread, candidates};
use crate::limits;
use crate::pack::{PackFile, PictureSums, hex};
use crate::problem::{Fault, Place, Problem};
use sha2::{Digest, Sha256};

/// A phone shows 360 CSS pixels at two to three device pixels each.
const WIDTH: u32 = 1080;

/// The pictures that lessons refer to, before they are made small.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    by_path: BTreeMap<Arc<str>, Result<Found, Unusable>>,
    bytes: u64,
}

/// A picture that can be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// Hash of the original; stands for the final file's hash until that is known.
    pub(crate) key: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    original_bytes: u64,
    path: Arc<str>,
    place: Place,
}

/// Why a file cannot be shown, without the words by which it was referred to.
#[derive(Clone, Debug)]
enum Unusable {
    Oversize(String),
    Kind(String),
}

impl Pictures {
    /// Looks a picture up, reading no more than its first bytes into an image decoder.
    pub(crate) fn refer(
        &mut self,
        folder: &Folder,
        file: &str,
        lesson: &str,
        src: &str,
        place: &Place,
    ) -> Result<&Found, Fault> {
        let paths = candidates(file, lesson, src);
        let path = paths.choose(|path| folder.has(path)).map(Arc::<str>::from);
        let path = path.ok_or_else(|| Fault::LeavesFolder(src.into()))?;
        if !self.by_path.contains_key(&path) {
            let looked = self.look(folder, &path, src, place)?;
            self.by_path.insert(path.clone(), looked);
        }
        match &self.by_path[&path] {
            Ok(found) => Ok(found),
            Err(Unusable::Oversize(why)) => {
                Err(Fault::OversizePicture { path: src.into(), why: why.clone() })
            }
            Err(Unusable::Kind(why)) => {
                Err(Fault::UnusablePicture { path: src.into(), why: why.clone() })
            }
        }
    }

    fn look(
        &mut self,
        folder: &Folder,
        path: &Arc<str>,
        src: &str,
        place: &Place,
    ) -> Result<Result<Found, Unusable>, Fault> {
        if self.by_path.len() >= limits::PICTURES || self.bytes > limits::ALL_PICTURES_BYTES {
            let mib = limits::ALL_PICTURES_BYTES >> 20;
            let limit = format!("{} or {mib} MiB", limits::PICTURES);
            return Err(Fault::TooMuch { what: "the number or size of pictures", limit });
        }
        let bytes = match folder.read(path, limits::PICTURE_BYTES) {
            Ok(bytes) => bytes,
            Err(Unread::Missing) => return Err(Fault::MissingPicture(src.into())),
            Err(Unread::Outside) => return Err(Fault::LeavesFolder(src.into())),
            Err(Unread::Failed(why)) => return Err(Fault::Unreadable(why)),
            Err(Unread::TooLarge) => {
                let mib = limits::PICTURE_BYTES >> 20;
                return Ok(Err(Unusable::Oversize(format!("more than {mib} MiB"))));
            }
        };
        self.bytes += bytes.len() as u64;
        Ok(size(&bytes, path).map(|(width, height)| {
            let (width, height) = scaled(width, height);
            Found {
                key: hex(&Sha256::digest(&bytes)),
                width,
                height,
                original_bytes: bytes.len() as u64,
                path: path.clone(),
                place: place.clone(),
            }
        }))
    }

    /// Makes every picture small. Gives the final file for each key.
    pub(crate) fn finish(
        self,
        folder: &Folder,
        refusals: &mut Vec<Problem>,
        warnings: &mut Vec<Problem>,
    ) -> (BTreeMap<String, PackFile>, PictureSums) {
        let mut wanted: BTreeMap<String, Found> = BTreeMap::new();
        for found in self.by_path.into_values().flatten() {
            wanted.entry(found.key.clone()).or_insert(found);
        }
        let wanted: Vec<Found> = wanted.into_values().collect();
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(2);
        // Every worker takes each n-th picture; the order of results does not depend on timing.
        let made: Vec<(usize, Result<Made, String>)> = std::thread::scope(|scope| {
            let wanted = &wanted;
            let handles: Vec<_> = (0..workers)
                .map(|first| {
                    scope.spawn(move || {
                        let own = wanted.iter().enumerate().skip(first).step_by(workers);
                        own.map(|(nth, found)| (nth, make(folder, found))).collect::<Vec<_>>()
                    })
                })
                .collect();
            // A decoder that panics refuses its pictures, and takes nothing else with it.
            handles.into_iter().flat_map(|handle| handle.join().unwrap_or_default()).collect()
        });
        let mut made: BTreeMap<usize, Result<Made, String>> = made.into_iter().collect();
        let mut files = BTreeMap::new();
        let mut sums = PictureSums::default();
        for (nth, found) in wanted.into_iter().enumerate() {
            let path = found.path.to_string();
            match made.remove(&nth).unwrap_or_else(|| Err("it cannot be decoded".into())) {
                Ok(picture) => {
                    if picture.moves {
                        warnings.push(Problem::new(found.place, Fault::MovingPicture(path)));
                    }
                    sums.count += 1;
                    sums.original_bytes += found.original_bytes;
                    sums.packed_bytes += picture.file.bytes.len() as u64;
                    files.insert(found.key, picture.file);
                }
                Err(why) => {
                    let what = Fault::UnusablePicture { path, why };
                    refusals.push(Problem::new(found.place, what));
                }
            }
        }
        (files, sums)
    }
}

/// The size in which a picture is kept.
fn scaled(width: u32, height: u32) -> (u32, u32) {
    if width <= WIDTH {
        return (width, height);
    }
    let height = (u64::from(height) * u64::from(WIDTH) / u64::from(width)).max(1);
    (WIDTH, u32::try_from(height).unwrap_or(u32::MAX))
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, ImageError> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut ceiling = Limits::default();
    ceiling.max_image_width = Some(limits::PICTURE_SIDE);
    ceiling.max_image_height = Some(limits::PICTURE_SIDE);
    ceiling.max_alloc = Some(limits::PICTURE_ALLOC);
    reader.limits(ceiling);
    Ok(reader)
}

/// A picture's sides as it is to be shown, from its header alone.
fn size(bytes: &[u8], path: &str) -> Result<(u32, u32), Unusable> {
    let kind = |why: &str| Unusable::Kind(why.into());
    if path.to_ascii_lowercase().ends_with(".svg") || bytes.trim_ascii_start().starts_with(b"<") {
        return Err(kind("SVG can carry programs; save it as PNG"));
    }
    let broken = |error: ImageError| match error {
        ImageError::Limits(_) => {
            let side = limits::PICTURE_SIDE;
            Unusable::Oversize(format!("a side is longer than {side} pixels"))
        }
        error => Unusable::Kind(error.to_string().lines().next().unwrap_or_default().to_owned()),
    };
    let reader = reader(bytes).map_err(broken)?;
    match reader.format() {
        Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP) => {}
        _ => return Err(kind("only PNG, JPEG, GIF and WebP are")),
    }
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if width.max(height) > limits::PICTURE_SIDE {
        let side = limits::PICTURE_SIDE;
        return Err(Unusable::Oversize(format!("a side is longer than {side} pixels")));
    }
    if u64::from(width) * u64::from(height) > limits::PICTURE_PIXELS {
        let million = limits::PICTURE_PIXELS / 1_000_000;
        return Err(Unusable::Oversize(format!(
            "{width} × {height}, over {million} million pixels"
        )));
    }
    let turned = decoder.orientation().is_ok_and(|turn| {
        use image::metadata::Orientation as O;
        matches!(turn, O::Rotate90 | O::Rotate270 | O::Rotate90FlipH | O::Rotate270FlipH)
    });
    Ok(if turned { (height, width) } else { (width, height) })
}

struct Made {
    file: PackFile,
    moves: bool,
}

/// Decodes, scales and encodes one picture.
fn make(folder: &Folder, found: &Found) -> Result<Made, String> {
    let bytes = folder
        .read(&found.path, limits::PICTURE_BYTES)
        .map_err(|_| "it changed while it was read".to_owned())?;
    let reader = reader(&bytes).map_err(|error| error.to_string())?;
    let format = reader.format();
    let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
    let orientation = decoder.orientation().map_err(|error| error.to_string())?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
    picture.apply_orientation(orientation);
    let moves = moves(&bytes, format);
    if (picture.width(), picture.height()) != (found.width, found.height) {
        picture = picture.resize_exact(found.width, found.height, FilterType::Lanczos3);
    }
    let encoded = encode(&picture)?;
    let untouched = format != Some(ImageFormat::Jpeg) && !moves;
    let file = match format {
        // Metadata is left out of JPEG always; the other kinds hold little of it.
        Some(format) if untouched && bytes.len() <= encoded.len() => {
            PackFile::new(format.to_mime_type(), bytes)
        }
        _ => PackFile::new("image/webp", encoded),
    };
    Ok(Made { file, moves })
}

/// Whether a picture has more than one frame.
fn moves(bytes: &[u8], format: Option<ImageFormat>) -> bool {
    let input = Cursor::new(bytes);
    match format {
        Some(ImageFormat::Gif) => GifDecoder::new(input)
            .is_ok_and(|decoder| decoder.into_frames().take(2).filter(Result::is_ok).count() > 1),
        Some(ImageFormat::Png) => {
            PngDecoder::new(input).is_ok_and(|decoder| decoder.is_apng().unwrap_or(false))
        }
        Some(ImageFormat::WebP) => {
            WebPDecoder::new(input).is_ok_and(|decoder| decoder.has_animation())
        }
        _ => false,
    }
}

/// The smaller of a lossless and a lossy WebP, with some favour for the exact one.
fn encode(picture: &DynamicImage) -> Result<Vec<u8>, String> {
    let lossless = webp_of(picture, true, 75.0)?;
    let lossy = webp_of(picture, false, 76.0)?;
    // Drawn pictures and letters keep sharp edges at hardly more bytes.
    Ok(if lossless.len() <= lossy.len() + lossy.len() / 5 { lossless } else { lossy })
}

fn webp_of(picture: &DynamicImage, lossless: bool, quality: f32) -> Result<Vec<u8>, String> {
    let mut config = webp::WebPConfig::new().map_err(|()| "libwebp gave no settings".to_owned())?;
    config.lossless = i32::from(lossless);
    config.quality = quality;
    config.method = if lossless { 4 } else { 6 };
    config.use_sharp_yuv = i32::from(!lossless);
    let encoded = if picture.color().has_alpha() {
        let pixels = picture.to_rgba8();
        webp::Encoder::from_rgba(&pixels, pixels.width(), pixels.height()).encode_advanced(&config)
    } else {
        let pixels = picture.to_rgb8();
        webp::Encoder::from_rgb(&pixels, pixels.width(), pixels.height()).encode_advanced(&config)
    };
    encoded.map(|memory| memory.to_vec()).map_err(|error| format!("{error:?}"))
}

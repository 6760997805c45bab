//! PNG and JPEG files as small squares of numbers.

use std::io::Cursor;

use image::{DynamicImage, ImageReader, Limits, imageops::FilterType};

use crate::LearnError;

/// The longest side of what the network sees.
const LONGEST_SIDE: u32 = 32;
const SHORTEST_SIDE: u32 = 8;

/// The largest picture that is decoded.
const MOST_PIXELS_A_SIDE: u32 = 8192;
const MOST_BYTES: u64 = 256 << 20;

/// The squares that pictures are brought to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Format {
    /// Pixels of a side.
    pub(crate) side: usize,
    /// 1 if grey, 3 if coloured.
    pub(crate) channels: usize,
}

/// Pictures brought to one format, channel by channel, line by line.
pub(crate) struct Squares {
    pub(crate) format: Format,
    /// By row; empty where there is none.
    pub(crate) rows: Vec<Vec<u8>>,
}

impl Format {
    /// What suits some pictures: the longest side among them if it is short, coloured if one of them is.
    fn of(pictures: &[DynamicImage]) -> Self {
        let longest = pictures.iter().map(|picture| picture.width().max(picture.height())).max().unwrap_or(LONGEST_SIDE);
        let coloured = pictures.iter().any(|picture| picture.color().has_color() && has_colour(picture));
        Self { side: longest.clamp(SHORTEST_SIDE, LONGEST_SIDE) as usize, channels: if coloured { 3 } else { 1 } }
    }

    pub(crate) fn is_sound(self) -> bool {
        (SHORTEST_SIDE as usize..=LONGEST_SIDE as usize).contains(&self.side) && matches!(self.channels, 1 | 3)
    }

    fn square(self, picture: &DynamicImage) -> Vec<u8> {
        let side = self.side as u32;
        let fits = picture.width() == side && picture.height() == side;
        let resized = if fits { picture.clone() } else { picture.resize_exact(side, side, FilterType::Triangle) };
        if self.channels == 1 {
            return resized.to_luma8().into_raw();
        }
        let pixels = resized.to_rgb8().into_raw();
        (0..3).flat_map(|channel| pixels.iter().skip(channel).step_by(3).copied()).collect()
    }
}

impl Squares {
    /// Decodes the pictures of some rows; without a format, the one that suits the first of them.
    pub(crate) fn decode(pictures: &[Option<Vec<u8>>], format: Option<Format>) -> Result<Self, LearnError> {
        let format = match format {
            Some(format) => format,
            None => Format::of(&first_ones(pictures)?),
        };
        let square = |(row, file): (usize, &Option<Vec<u8>>)| match file {
            Some(file) => Ok(format.square(&decode(row, file)?)),
            None => Ok(Vec::new()),
        };
        Ok(Self { format, rows: pictures.iter().enumerate().map(square).collect::<Result<_, _>>()? })
    }
}

/// The sample that the format is chosen by.
fn first_ones(pictures: &[Option<Vec<u8>>]) -> Result<Vec<DynamicImage>, LearnError> {
    let files = pictures.iter().enumerate().filter_map(|(row, file)| file.as_ref().map(|file| (row, file)));
    files.take(200).map(|(row, file)| decode(row, file).map(small)).collect()
}

fn small(picture: DynamicImage) -> DynamicImage {
    let fits = picture.width().max(picture.height()) <= LONGEST_SIDE;
    if fits { picture } else { picture.thumbnail(LONGEST_SIDE, LONGEST_SIDE) }
}

fn decode(row: usize, file: &[u8]) -> Result<DynamicImage, LearnError> {
    let broken = |reason: String| LearnError::BrokenPicture { row: row as u64, reason };
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|error| broken(error.to_string()))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let picture = reader.decode().map_err(|error| broken(error.to_string()))?;
    if picture.width() == 0 || picture.height() == 0 { Err(broken("it has no pixels".to_owned())) } else { Ok(picture) }
}

/// Whether some pixel is clearly not grey: many grey pictures are stored in colour.
fn has_colour(picture: &DynamicImage) -> bool {
    let spread = |pixel: &image::Rgb<u8>| pixel.0.iter().max().zip(pixel.0.iter().min()).is_some_and(|(most, least)| most - least > 24);
    picture.to_rgb8().pixels().any(spread)
}

//! What is told of a picture beside its bytes.

use std::io::Cursor;
use std::panic::catch_unwind;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

/// The longest side of a thumbnail.
const THUMBNAIL_SIDE: u32 = 64;
/// Of 100; at 64 pixels nobody sees more.
const JPEG_QUALITY: u8 = 82;
/// The largest picture that is decoded.
const MOST_PIXELS_A_SIDE: u32 = 32_768;
const MOST_BYTES: u64 = 256 << 20;

/// A picture as far as it can be made out.
#[derive(Default)]
pub(super) struct Look {
    /// As media types have it, such as `jpeg`; by the first bytes, never by the name.
    pub(super) format: Option<&'static str>,
    /// What decoding gave.
    pub(super) shape: Option<Shape>,
}

/// Width and height as the picture is shown, and the picture in small.
pub(super) struct Shape {
    pub(super) width: u32,
    pub(super) height: u32,
    /// JPEG for a JPEG, PNG for all others.
    pub(super) thumbnail: Vec<u8>,
}

/// Decodes a picture. One that is broken, too large or of another format has no shape.
pub(super) fn look(bytes: &[u8]) -> Look {
    let Ok(format) = image::guess_format(bytes) else { return Look::default() };
    // A decoder that panics breaks one picture, not all of them.
    let shape = catch_unwind(|| shape(bytes, format)).ok().and_then(Result::ok);
    Look { format: format.to_mime_type().strip_prefix("image/"), shape }
}

fn shape(bytes: &[u8], format: ImageFormat) -> Result<Shape, ImageError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS_A_SIDE);
    limits.max_image_height = Some(MOST_PIXELS_A_SIDE);
    limits.max_alloc = Some(MOST_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits.clone());
    let mut decoder = reader.into_decoder()?;
    limits.reserve(decoder.total_bytes())?;
    let orientation = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width(), picture.height());
    let fits = width.max(height) <= THUMBNAIL_SIDE;
    let small = if fits { picture } else { picture.thumbnail(THUMBNAIL_SIDE, THUMBNAIL_SIDE) };
    Ok(Shape { width, height, thumbnail: encoded(&small, format)? })
}

fn encoded(small: &DynamicImage, format: ImageFormat) -> Result<Vec<u8>, ImageError> {
    // In eight bits a channel.
    let small = match (small.color().has_color(), small.color().has_alpha()) {
        (true, true) => DynamicImage::from(small.to_rgba8()),
        (true, false) => DynamicImage::from(small.to_rgb8()),
        (false, true) => DynamicImage::from(small.to_luma_alpha8()),
        (false, false) => DynamicImage::from(small.to_luma8()),
    };
    let mut bytes = Cursor::new(Vec::new());
    match format {
        ImageFormat::Jpeg => small.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY))?,
        _ => small.write_to(&mut bytes, ImageFormat::Png)?,
    }
    Ok(bytes.into_inner())
}

//! `crypto`.

use std::fmt::Write;

use sha1_smol::Sha1;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::{buffer, file};

/// A random UUID of version 4. `crypto.randomUUID` needs a secure context, which a server on another host without TLS is not.
pub fn random_uuid() -> String {
    let mut bytes = [0u8; 16];
    if let Ok(crypto) = gloo::utils::window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    uuid_of(bytes)
}

/// The checksum of the bytes as tus has it: by SHA-256, or by SHA-1 where the browser has none, which is outside of secure contexts.
pub async fn checksum(bytes: &Blob) -> Option<String> {
    let subtle = gloo::utils::window().crypto().ok()?.subtle();
    let buffer = JsFuture::from(bytes.array_buffer()).await.ok()?;
    let (algorithm, digest) = match subtle.digest_with_str_and_buffer_source("SHA-256", buffer.unchecked_ref()) {
        Ok(digest) => ("sha256 ", buffer::bytes_of(&JsFuture::from(digest).await.ok()?)),
        Err(_) => ("sha1 ", Sha1::from(buffer::bytes_of(&buffer)).digest().bytes().to_vec()),
    };
    Some(algorithm.to_owned() + &file::base64_of(&digest)?)
}

/// RFC 9562 §5.4: version 4, variant 10.
fn uuid_of(mut bytes: [u8; 16]) -> String {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let mut text = String::with_capacity(36);
    for (i, byte) in bytes.iter().enumerate() {
        if matches!(i, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uuid_carries_its_version_and_variant() {
        assert_eq!(uuid_of([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid_of([0; 16]), "00000000-0000-4000-8000-000000000000");
    }
}

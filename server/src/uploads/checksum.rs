//! tus's `Upload-Checksum: ALGORITHM BASE64` of the bytes of one request.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// What is offered: the protocol asks for the first, browsers have both.
pub(crate) const ALGORITHMS: &str = "sha1,sha256";

/// The digest that a request's bytes must have, and of those that came so far.
pub(crate) struct Checksum {
    expected: Vec<u8>,
    so_far: Hasher,
}

enum Hasher {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// Reads the header's value; nothing if the algorithm isn't offered or the digest isn't one.
    pub(crate) fn parse(text: &str) -> Option<Checksum> {
        let (algorithm, digest) = text.trim().split_once(' ')?;
        let (so_far, length) = match algorithm {
            "sha1" => (Hasher::Sha1(Sha1::new()), 20),
            "sha256" => (Hasher::Sha256(Sha256::new()), 32),
            _ => return None,
        };
        let expected = STANDARD.decode(digest.trim()).ok().filter(|digest| digest.len() == length)?;
        Some(Checksum { expected, so_far })
    }

    /// Takes bytes in.
    pub(super) fn update(&mut self, bytes: &[u8]) {
        match &mut self.so_far {
            Hasher::Sha1(hasher) => hasher.update(bytes),
            Hasher::Sha256(hasher) => hasher.update(bytes),
        }
    }

    /// Whether all bytes have the digest.
    pub(super) fn agrees(self) -> bool {
        match self.so_far {
            Hasher::Sha1(hasher) => hasher.finalize()[..] == self.expected[..],
            Hasher::Sha256(hasher) => hasher.finalize()[..] == self.expected[..],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Checksum;

    #[test]
    fn a_digest_is_compared_with_the_bytes() {
        for header in ["sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="] {
            let agrees = |bytes: &[u8]| {
                let mut checksum = Checksum::parse(header)?;
                bytes.chunks(2).for_each(|part| checksum.update(part));
                Some(checksum.agrees())
            };
            assert_eq!((agrees(b"abc"), agrees(b"abd"), agrees(b"")), (Some(true), Some(false), Some(false)), "{header}");
        }
    }

    #[test]
    fn what_is_no_digest_is_refused() {
        for header in ["", "sha1", "sha1 ", "md5 kAFQmDzST7DWlj99KOF/cg==", "sha1 YWJj", "sha256 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "sha1 ***"] {
            assert!(Checksum::parse(header).is_none(), "{header}");
        }
    }
}

//! Hashes of 64 bits that are the same in every build: native and wasm32, 32 and 64 bits, little and big endian.
//!
//! A word is hashed by SplitMix64: `x + γ` through David Stafford's "Mix13" finaliser (G. L. Steele Jr., D. Lea, C. H. Flood, "Fast
//! Splittable Pseudorandom Number Generators", OOPSLA 2014): a bijection in which each bit of the input flips each of the output with
//! probability near 1/2. Bytes are hashed eight at a time, `h ← hash(h ⊕ word)`, from their number, so padding can't be mistaken.

const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

/// The hash of a word.
#[inline]
pub fn hash_u64(x: u64) -> u64 {
    let z = x.wrapping_add(GAMMA);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The hash of bytes.
pub fn hash_bytes(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let whole = words.iter().fold(hash_u64(bytes.len() as u64), |h, word| hash_u64(h ^ u64::from_le_bytes(*word)));
    hash_u64(whole ^ u64::from_le_bytes(last))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_word_hashes_to_what_splitmix64_gives() {
        // The first two numbers of the reference generator seeded with 0.
        assert_eq!(hash_u64(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(hash_u64(GAMMA), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn bytes_hash_the_same_for_ever() {
        assert_eq!(hash_bytes(b""), 0xa706_dd2f_4d19_7e6f);
        assert_eq!(hash_bytes("Sightline".as_bytes()), 0x98f1_1317_4c95_240a);
    }

    #[test]
    fn texts_that_are_alike_do_not_collide() {
        let numbered = (0..20_000).map(|i| format!("user-{i}"));
        let padded = (0..40).map(|i| "\0".repeat(i));
        let hashes: HashSet<u64> = numbered.chain(padded).map(|text| hash_bytes(text.as_bytes())).collect();
        assert_eq!(hashes.len(), 20_040);
    }

    #[test]
    fn one_bit_of_the_input_flips_half_of_the_output() {
        let flipped: u32 = (0..64).map(|bit| (hash_bytes(&0_u64.to_le_bytes()) ^ hash_bytes(&(1_u64 << bit).to_le_bytes())).count_ones()).sum();
        assert!((1_900..2_200).contains(&flipped), "{flipped} of 4096");
    }
}

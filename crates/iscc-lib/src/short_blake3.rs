//! BLAKE3 of many short inputs, several at once.
//!
//! Not here: BLAKE3 of data of any length, which the crate `blake3` does.

use crate::dispatch::widest;

/// Longest input, in bytes.
pub(crate) const LONGEST: usize = 4 * WORDS;

/// Words of a message; the other thirteen of the block are zero, so adding them is left out.
const WORDS: usize = 3;

/// Inputs that are hashed at once.
const LANES: usize = 8;

const INITIAL: [u32; 8] = [
    0x6A09_E667,
    0xBB67_AE85,
    0x3C6E_F372,
    0xA54F_F53A,
    0x510E_527F,
    0x9B05_688C,
    0x1F83_D9AB,
    0x5BE0_CD19,
];

/// Flags CHUNK_START, CHUNK_END and ROOT: the one block of an input is its first and last.
const FLAGS: u32 = 1 | 2 | 8;

const ROUNDS: usize = 7;

/// Which word of the message each step of each round adds.
const SCHEDULE: [[usize; 16]; ROUNDS] = {
    const PERMUTATION: [usize; 16] = [2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8];
    let mut schedule = [[0; 16]; ROUNDS];
    let mut word = 0;
    while word < 16 {
        schedule[0][word] = word;
        word += 1;
    }
    let mut round = 1;
    while round < ROUNDS {
        let mut word = 0;
        while word < 16 {
            schedule[round][word] = schedule[round - 1][PERMUTATION[word]];
            word += 1;
        }
        round += 1;
    }
    schedule
};

/// Digests of `inputs`, none of which may be longer than [`LONGEST`].
pub(crate) fn hash_all<'a>(inputs: impl IntoIterator<Item = &'a [u8]>) -> Vec<[u8; 32]> {
    let mut digests = Vec::new();
    let mut lanes = Lanes::default();
    let mut count = 0;
    for input in inputs {
        lanes.put(count, input);
        count += 1;
        if count == LANES {
            hash_lanes(&lanes, &mut digests);
            count = 0;
        }
    }
    if count > 0 {
        let whole = digests.len() + count;
        hash_lanes(&lanes, &mut digests);
        digests.truncate(whole);
    }
    digests
}

/// The same word of all inputs side by side.
type Word = [u32; LANES];

#[derive(Default)]
pub(crate) struct Lanes {
    words: [Word; WORDS],
    sizes: Word,
}

impl Lanes {
    fn put(&mut self, lane: usize, input: &[u8]) {
        let mut bytes = [0; LONGEST];
        bytes[..input.len()].copy_from_slice(input);
        for (word, bytes) in self.words.iter_mut().zip(bytes.chunks_exact(4)) {
            word[lane] = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        self.sizes[lane] = input.len() as u32;
    }
}

widest! {
    /// Appends the digest of each lane.
    fn hash_lanes(lanes: &Lanes, digests: &mut Vec<[u8; 32]>) = hash_lanes_portable
}

#[inline(always)]
fn hash_lanes_portable(lanes: &Lanes, digests: &mut Vec<[u8; 32]>) {
    let mut v = [[0; LANES]; 16];
    for (word, initial) in v.iter_mut().zip(INITIAL.into_iter().chain(INITIAL[..4].iter().copied()))
    {
        *word = [initial; LANES];
    }
    // The counter of blocks is zero.
    v[14] = lanes.sizes;
    v[15] = [FLAGS; LANES];
    for order in SCHEDULE {
        for (step, [a, b, c, d]) in STEPS.into_iter().enumerate() {
            mix(&mut v, [a, b, c, d], lanes, order[2 * step], 16, 12);
            mix(&mut v, [a, b, c, d], lanes, order[2 * step + 1], 8, 7);
        }
    }
    let (low, high) = v.split_at(8);
    digests.extend((0..LANES).map(|lane| {
        let mut digest = [0; 32];
        for (bytes, (low, high)) in digest.chunks_exact_mut(4).zip(low.iter().zip(high)) {
            bytes.copy_from_slice(&(low[lane] ^ high[lane]).to_le_bytes());
        }
        digest
    }));
}

/// Columns, then diagonals of the state.
const STEPS: [[usize; 4]; 8] = [
    [0, 4, 8, 12],
    [1, 5, 9, 13],
    [2, 6, 10, 14],
    [3, 7, 11, 15],
    [0, 5, 10, 15],
    [1, 6, 11, 12],
    [2, 7, 8, 13],
    [3, 4, 9, 14],
];

/// Half of the function G, in all lanes.
#[inline(always)]
fn mix(
    v: &mut [Word; 16],
    [a, b, c, d]: [usize; 4],
    lanes: &Lanes,
    word: usize,
    first: u32,
    second: u32,
) {
    let message = lanes.words.get(word).copied().unwrap_or_default();
    v[a] = each(each(v[a], v[b], u32::wrapping_add), message, u32::wrapping_add);
    v[d] = each(v[d], v[a], |d, a| (d ^ a).rotate_right(first));
    v[c] = each(v[c], v[d], u32::wrapping_add);
    v[b] = each(v[b], v[c], |b, c| (b ^ c).rotate_right(second));
}

#[inline(always)]
fn each(a: Word, b: Word, f: impl Fn(u32, u32) -> u32) -> Word {
    std::array::from_fn(|lane| f(a[lane], b[lane]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_the_hash_of_any_length() {
        let data: Vec<u8> = (0..200u8).map(|byte| byte.wrapping_mul(151)).collect();
        for count in [0, 1, 7, 8, 9, 16, 17, 100] {
            let inputs: Vec<&[u8]> = (0..count).map(|i| &data[i..i + i % (LONGEST + 1)]).collect();
            let expected: Vec<[u8; 32]> =
                inputs.iter().map(|input| blake3::hash(input).into()).collect();

            assert_eq!(expected, hash_all(inputs));
        }
    }

    #[test]
    fn the_portable_path_hashes_the_same() {
        let mut lanes = Lanes::default();
        for lane in 0..LANES {
            lanes.put(lane, &b"twelve bytes"[lane..]);
        }
        let (mut wide, mut portable) = (Vec::new(), Vec::new());
        hash_lanes(&lanes, &mut wide);
        hash_lanes_portable(&lanes, &mut portable);

        assert_eq!(wide, portable);
    }
}

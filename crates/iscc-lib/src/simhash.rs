//! SimHash: the majority of each bit over many digests.

use crate::error::{Error, Result};

/// Words added up before they are carried into the counters.
const GROUP: usize = 8;

/// Counters of this many bits: more words than they can count take centuries.
const PLANES: usize = 40;

/// Counts, for each of the 64 bits of a word, in how many words it is set.
///
/// The counters lie across: plane `k` has bit `k` of all 64 counters, so one logical operation
/// works on all of them. Eight words at a time go through a tree of adders, which leaves a
/// single carry for the planes above.
#[derive(Debug, Clone)]
pub(crate) struct Majority {
    planes: [u64; PLANES],
    group: [u64; GROUP],
    filled: usize,
    count: u64,
}

/// Adds three bits in each position: sum and carry.
fn add3(a: u64, b: u64, c: u64) -> (u64, u64) {
    let either = a ^ b;
    (either ^ c, (a & b) | (either & c))
}

impl Majority {
    pub(crate) fn new() -> Self {
        Self { planes: [0; PLANES], group: [0; GROUP], filled: 0, count: 0 }
    }

    pub(crate) fn add(&mut self, word: u64) {
        self.group[self.filled] = word;
        self.filled += 1;
        self.count += 1;
        if self.filled == GROUP {
            self.empty_group();
        }
    }

    fn empty_group(&mut self) {
        let [a, b, c, d, e, f, g, h] = std::mem::take(&mut self.group);
        self.filled = 0;
        let (sum, twos_a) = add3(self.planes[0], a, b);
        let (sum, twos_b) = add3(sum, c, d);
        let (sum, twos_c) = add3(sum, e, f);
        let (ones, twos_d) = add3(sum, g, h);
        let (sum, fours_a) = add3(self.planes[1], twos_a, twos_b);
        let (twos, fours_b) = add3(sum, twos_c, twos_d);
        let (fours, eights) = add3(self.planes[2], fours_a, fours_b);
        self.planes[..3].copy_from_slice(&[ones, twos, fours]);
        let mut carry = eights;
        for plane in &mut self.planes[3..] {
            (*plane, carry) = (*plane ^ carry, *plane & carry);
            if carry == 0 {
                break;
            }
        }
    }

    /// A word with the bits that are set in at least half of the words.
    pub(crate) fn word(mut self) -> u64 {
        // Words of zeros fill the group up without changing a counter.
        self.empty_group();
        let half = self.count.div_ceil(2);
        let (mut above, mut equal) = (0, u64::MAX);
        for (level, plane) in self.planes.iter().enumerate().rev() {
            if (half >> level) & 1 == 0 {
                above |= equal & plane;
                equal &= !plane;
            } else {
                equal &= plane;
            }
        }
        above | equal
    }
}

/// Similarity hash of digests: a bit is set if it is set in at least half of them.
///
/// Digests that have much in common give hashes that have much in common.
///
/// ```
/// use iscc_lib::alg_simhash;
///
/// let digests = [[0b1100_u8, 0xff], [0b1010, 0x00], [0b1001, 0x00]];
///
/// assert_eq!(alg_simhash(&digests).unwrap(), [0b1000, 0x00]);
/// ```
///
/// # Errors
/// There is no digest, or they differ in length.
pub fn alg_simhash<D: AsRef<[u8]>>(digests: &[D]) -> Result<Vec<u8>> {
    let Some(size) = digests.first().map(|digest| digest.as_ref().len()) else {
        return Err(Error::argument("a simhash needs at least one digest"));
    };
    if let Some(other) = digests.iter().map(|digest| digest.as_ref().len()).find(|n| *n != size) {
        return Err(Error::argument(format!(
            "all digests must have one length, got {size} and {other} bytes"
        )));
    }
    let mut hash = Vec::with_capacity(size.next_multiple_of(8));
    for start in (0..size).step_by(8) {
        let mut majority = Majority::new();
        for digest in digests {
            let rest = &digest.as_ref()[start..];
            majority.add(match rest.first_chunk::<8>() {
                Some(word) => u64::from_be_bytes(*word),
                None => {
                    let mut word = [0; 8];
                    word[..rest.len()].copy_from_slice(rest);
                    u64::from_be_bytes(word)
                }
            });
        }
        hash.extend(majority.word().to_be_bytes());
    }
    hash.truncate(size);
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash as the standard words it, bit by bit.
    fn by_counting(digests: &[Vec<u8>]) -> Vec<u8> {
        let mut hash = vec![0; digests[0].len()];
        for bit in 0..hash.len() * 8 {
            let ones = digests.iter().filter(|d| (d[bit / 8] >> (7 - bit % 8)) & 1 == 1).count();
            if ones * 2 >= digests.len() {
                hash[bit / 8] |= 0x80 >> (bit % 8);
            }
        }
        hash
    }

    #[test]
    fn equals_counting_each_bit() {
        let mut x = 0x9E37_79B9_7F4A_7C15u64;
        let mut byte = || {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
            (x >> 32) as u8
        };
        for count in (1..40).chain([63, 64, 65, 255, 256, 257, 1000]) {
            for size in [1, 4, 7, 8, 9, 16, 32, 33] {
                let digests: Vec<Vec<u8>> =
                    (0..count).map(|_| (0..size).map(|_| byte()).collect()).collect();

                assert_eq!(
                    by_counting(&digests),
                    alg_simhash(&digests).expect("digests"),
                    "{count} digests of {size} bytes"
                );
            }
        }
    }

    #[test]
    fn a_tie_sets_the_bit() {
        assert_eq!(vec![0xff], alg_simhash(&[[0xf0], [0x0f]]).expect("digests"));
        assert_eq!(vec![0xff], alg_simhash(&vec![[0xff]; 20_000]).expect("digests"));
        assert_eq!(vec![0x00], alg_simhash(&vec![[0x00]; 20_000]).expect("digests"));
        assert_eq!(Vec::<u8>::new(), alg_simhash(&[[], []]).expect("nothing of nothing"));
    }

    #[test]
    fn refuses_none_and_uneven() {
        let none: [[u8; 4]; 0] = [];

        assert!(alg_simhash(&none).expect_err("none").is_argument());
        assert_eq!(
            "all digests must have one length, got 1 and 2 bytes",
            alg_simhash(&[&b"a"[..], b"bc"]).expect_err("uneven").to_string()
        );
    }
}

//! Repeatable pseudo-random data for the tests.

/// The xorshift generator that the golden file was made with.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn word(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn bytes(&mut self, size: usize) -> Vec<u8> {
        let words = size.div_ceil(8);
        let mut bytes: Vec<u8> = (0..words).flat_map(|_| self.word().to_le_bytes()).collect();
        bytes.truncate(size);
        bytes
    }

    /// A number below `end`.
    #[allow(dead_code, reason = "not every test file draws numbers")]
    pub(crate) fn below(&mut self, end: usize) -> usize {
        ((self.word() >> 16) % end as u64) as usize
    }
}

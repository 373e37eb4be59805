//! Data of any kind: chunks are the data again, and slices change nothing.
#![no_main]

use iscc_lib::{
    DataHasher, InstanceHasher, alg_cdc_chunks, gen_data_code_v0, gen_instance_code_v0,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let [average, step, repeat, data @ ..] = data else { return };
    // Long enough for chunks of the size that the standard has.
    let data = data.repeat(usize::from(*repeat) * 4 + 1);
    let data = &data[..data.len().min(1 << 20)];
    for utf32 in [false, true] {
        for average in [usize::from(*average), 1024] {
            let Ok(chunks) = alg_cdc_chunks(data, utf32, average) else { continue };

            assert_eq!(data, chunks.concat());
            assert!(data.is_empty() || chunks.iter().all(|chunk| !chunk.is_empty()));
            assert!(chunks.iter().all(|chunk| chunk.len() <= (average * 8).max(4)));
            let whole = &chunks[..chunks.len() - 1];
            assert!(!utf32 || whole.iter().all(|chunk| chunk.len() % 4 == 0));
        }
    }
    let (mut similar, mut same) = (DataHasher::new(), InstanceHasher::new());
    for piece in data.chunks(usize::from(*step) * 37 + 1) {
        similar.update(piece);
        same.update(piece);
    }

    assert_eq!(gen_data_code_v0(data, 256).expect("data"), similar.finalize(256).expect("data"));
    assert_eq!(gen_instance_code_v0(data, 256).expect("data"), same.finalize(256).expect("data"));
});

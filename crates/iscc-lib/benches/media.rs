//! Image-, Audio- and Video-Code, and what they are built from.

#![allow(missing_docs, reason = "criterion makes functions without")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use iscc_lib::{
    alg_dct, alg_simhash, gen_audio_code_v0, gen_image_code_v0, gen_video_code_v0, iscc_distance,
};

fn words() -> impl Iterator<Item = u32> {
    let mut x = 1u64;
    std::iter::repeat_with(move || {
        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (x >> 32) as u32
    })
}

fn codes(criterion: &mut Criterion) {
    let pixels: Vec<u8> = words().map(|word| word as u8).take(1024).collect();
    for bits in [64, 256] {
        criterion.bench_function(&format!("image/{bits}"), |bench| {
            bench.iter(|| gen_image_code_v0(black_box(&pixels), bits));
        });
    }
    let vector: Vec<i32> = words().map(|word| word as i32).take(20_000).collect();
    criterion.bench_function("audio/20000 values", |bench| {
        bench.iter(|| gen_audio_code_v0(black_box(&vector), 256));
    });
    let trits: Vec<u8> = words().map(|word| (word % 3) as u8).take(1500 * 380).collect();
    let frames: Vec<&[u8]> = trits.chunks_exact(380).collect();
    criterion.bench_function("video/1500 frames", |bench| {
        bench.iter(|| gen_video_code_v0(black_box(&frames), 256));
    });
}

fn blocks(criterion: &mut Criterion) {
    let digests: Vec<[u8; 32]> = words()
        .take(10_000)
        .map(|word| std::array::from_fn(|i| (word >> (i % 24)) as u8))
        .collect();
    criterion.bench_function("simhash/10000 digests", |bench| {
        bench.iter(|| alg_simhash(black_box(&digests)));
    });
    let values: Vec<f64> = words().map(f64::from).take(32).collect();
    criterion.bench_function("dct/32 values", |bench| bench.iter(|| alg_dct(black_box(&values))));
    criterion.bench_function("distance", |bench| {
        bench.iter(|| iscc_distance(black_box("AAAWKQED73FYYTHE"), black_box("AAA6DK3ZN7YMNC3U")));
    });
}

criterion_group!(benches, codes, blocks);
criterion_main!(benches);

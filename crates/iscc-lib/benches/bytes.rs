//! Data-, Instance- and Sum-Code, and what they are built from, in bytes per second.

#![allow(missing_docs, reason = "criterion makes functions without")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use iscc_lib::{
    SumOptions, alg_cdc_chunks, alg_minhash_256, gen_data_code_v0, gen_instance_code_v0,
    gen_sum_code_from,
};

fn noise(size: usize) -> Vec<u8> {
    let mut x = 0x2545_F491_4F6C_DD1Du64;
    let words = (0..size.div_ceil(8)).flat_map(|_| {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        x.to_le_bytes()
    });
    words.take(size).collect()
}

fn codes(criterion: &mut Criterion) {
    // Below and above the size from which several threads work.
    for (name, size) in [("10 KB", 10_000), ("900 KB", 900_000), ("64 MiB", 64 << 20)] {
        let data = noise(size);
        let mut group = criterion.benchmark_group("codes");
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_with_input(BenchmarkId::new("data", name), &data, |bench, data| {
            bench.iter(|| gen_data_code_v0(black_box(&data[..]), 64));
        });
        group.bench_with_input(BenchmarkId::new("instance", name), &data, |bench, data| {
            bench.iter(|| gen_instance_code_v0(black_box(&data[..]), 64));
        });
        group.bench_with_input(BenchmarkId::new("sum", name), &data, |bench, data| {
            bench.iter(|| gen_sum_code_from(black_box(&data[..]), SumOptions::default()));
        });
        group.finish();
    }
}

fn blocks(criterion: &mut Criterion) {
    let data = noise(1 << 20);
    let mut group = criterion.benchmark_group("blocks");
    group.throughput(Throughput::Bytes(data.len() as u64));
    group.bench_function("cdc", |bench| {
        bench.iter(|| alg_cdc_chunks(black_box(&data), false, 1024));
    });
    let features: Vec<u32> = data
        .chunks_exact(4)
        .map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
        .take(10_000)
        .collect();
    group.throughput(Throughput::Elements(features.len() as u64));
    group.bench_function("minhash", |bench| bench.iter(|| alg_minhash_256(black_box(&features))));
    group.finish();
}

criterion_group!(benches, codes, blocks);
criterion_main!(benches);

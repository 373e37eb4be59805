//! Discrete cosine transform, with the rounding of the reference.
//!
//! The bits of an Image-Code compare coefficients that are often equal but for rounding, so the
//! order of additions and the last bit of each divisor count.

use std::f64::consts::PI;

use crate::error::{Error, Result};
use crate::tables::DCT_DIVISORS;

/// Transforms `LANES` sequences at once; `v[i]` has value `i` of each of them. `spare` is of the
/// same length, which is a power of two and at most 32.
pub(crate) fn transform<const LANES: usize>(v: &mut [[f64; LANES]], spare: &mut [[f64; LANES]]) {
    transform_by(v, spare, &|size| DCT_DIVISORS[size.ilog2() as usize - 1]);
}

/// Divisors of a transform of the given number of values, half as many.
type Divisors<'a> = dyn Fn(usize) -> &'a [f64] + 'a;

fn transform_by<const LANES: usize>(
    v: &mut [[f64; LANES]],
    spare: &mut [[f64; LANES]],
    divisors: &Divisors<'_>,
) {
    let size = v.len();
    if size < 2 {
        return;
    }
    let half = size / 2;
    let (alpha, beta) = spare.split_at_mut(half);
    for (i, divisor) in divisors(size).iter().enumerate() {
        let (left, right) = (&v[i], &v[size - 1 - i]);
        for lane in 0..LANES {
            alpha[i][lane] = left[lane] + right[lane];
            beta[i][lane] = (left[lane] - right[lane]) / divisor;
        }
    }
    let (low, high) = v.split_at_mut(half);
    transform_by(alpha, low, divisors);
    transform_by(beta, high, divisors);
    for i in 0..half {
        v[2 * i] = alpha[i];
        v[2 * i + 1] = match beta.get(i + 1) {
            Some(next) => std::array::from_fn(|lane| beta[i][lane] + next[lane]),
            None => beta[i],
        };
    }
}

/// Discrete cosine transform (type II, not scaled) of `v`.
///
/// Results equal those of the reference to the last bit for up to 32 values, which is all that
/// the standard needs. Beyond that they depend on the cosine of the platform, as there.
///
/// ```
/// use iscc_lib::alg_dct;
///
/// assert_eq!(alg_dct(&[1.0, 1.0, 1.0, 1.0]).unwrap(), [4.0, 0.0, 0.0, 0.0]);
/// ```
///
/// # Errors
/// The number of values is not a power of two.
pub fn alg_dct(v: &[f64]) -> Result<Vec<f64>> {
    if !v.len().is_power_of_two() {
        return Err(Error::argument(format!(
            "a cosine transform needs a power of two of values, got {}",
            v.len()
        )));
    }
    let computed: Vec<Vec<f64>> = (DCT_DIVISORS.len()..v.len().ilog2() as usize)
        .map(|level| {
            let size = 2usize << level;
            (0..size / 2).map(|i| ((i as f64 + 0.5) * PI / size as f64).cos() * 2.0).collect()
        })
        .collect();
    let divisors = |size: usize| {
        let level = size.ilog2() as usize - 1;
        DCT_DIVISORS.get(level).copied().unwrap_or_else(|| &computed[level - DCT_DIVISORS.len()])
    };
    let mut values: Vec<[f64; 1]> = v.iter().map(|value| [*value]).collect();
    let mut spare = values.clone();
    transform_by(&mut values, &mut spare, &divisors);
    Ok(values.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The transform as the reference writes it.
    fn reference(v: &[f64]) -> Vec<f64> {
        let size = v.len();
        if size == 1 {
            return v.to_vec();
        }
        let half = size / 2;
        let divisors = DCT_DIVISORS[size.ilog2() as usize - 1];
        let alpha: Vec<f64> = (0..half).map(|i| v[i] + v[size - 1 - i]).collect();
        let beta: Vec<f64> = (0..half).map(|i| (v[i] - v[size - 1 - i]) / divisors[i]).collect();
        let (alpha, beta) = (reference(&alpha), reference(&beta));
        let mut result = Vec::new();
        for i in 0..half - 1 {
            result.extend([alpha[i], beta[i] + beta[i + 1]]);
        }
        result.extend([alpha[half - 1], beta[half - 1]]);
        result
    }

    fn bits(v: &[f64]) -> Vec<u64> {
        v.iter().map(|value| value.to_bits()).collect()
    }

    #[test]
    fn equals_the_reference_to_the_last_bit() {
        let mut x = 1u64;
        for size in [1, 2, 4, 8, 16, 32] {
            for _ in 0..50 {
                let v: Vec<f64> = (0..size)
                    .map(|_| {
                        x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                        (x >> 56) as f64
                    })
                    .collect();
                let expected = reference(&v);

                assert_eq!(bits(&expected), bits(&alg_dct(&v).expect("a power of two")));

                let mut lanes: Vec<[f64; 3]> = v.iter().map(|v| [*v, 1.0, *v]).collect();
                transform(&mut lanes, &mut vec![[0.0; 3]; size]);

                assert_eq!(
                    bits(&expected),
                    lanes.iter().map(|l| l[2].to_bits()).collect::<Vec<_>>()
                );
            }
        }
    }

    #[test]
    fn longer_ones_follow_the_definition() {
        let v: Vec<f64> = (0..128).map(|i| f64::from(i * i % 97)).collect();
        let found = alg_dct(&v).expect("a power of two");
        for (k, value) in found.iter().enumerate() {
            let expected: f64 = v
                .iter()
                .enumerate()
                .map(|(i, v)| v * (PI / 128.0 * (i as f64 + 0.5) * k as f64).cos())
                .sum();

            assert!((expected - value).abs() < 1e-8, "{k}: {expected} {value}");
        }
    }

    #[test]
    fn only_powers_of_two() {
        for size in [0, 3, 6, 31, 33] {
            assert!(alg_dct(&vec![0.0; size]).expect_err("no power of two").is_argument());
        }
    }
}

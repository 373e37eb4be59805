//! One code, compiled twice: for any processor, and for those with wide registers.

/// Defines a function that runs `$portable`, in a copy compiled for AVX2 where the processor has
/// it. `$portable` must be `#[inline(always)]`, or the copy would merely call it.
macro_rules! widest {
    ($(#[$meta:meta])* fn $name:ident($($arg:ident: $type:ty),*) = $portable:ident) => {
        $(#[$meta])*
        pub(crate) fn $name($($arg: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[allow(unsafe_code, reason = "a function for some processors only is not safe")]
                #[target_feature(enable = "avx2")]
                unsafe fn with_avx2($($arg: $type),*) {
                    $portable($($arg),*);
                }
                if std::arch::is_x86_feature_detected!("avx2") {
                    #[allow(unsafe_code, reason = "and this is where it is called")]
                    // SAFETY: the only demand of `with_avx2` is a processor that has AVX2.
                    unsafe {
                        with_avx2($($arg),*);
                    }
                    return;
                }
            }
            $portable($($arg),*);
        }
    };
}

pub(crate) use widest;

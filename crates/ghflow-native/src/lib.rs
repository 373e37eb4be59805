//! The hot paths of ghflow for builds of very many objects.
//!
//! What a call of a class does (`making`), the search for expressions (`walking`) and the text of an object (`writing`), each as
//! one function for one class. They do what the functions in `ghflow.model.compiled` and `ghflow.emitter.compiled` do, and
//! nothing beyond it: whatever is rare is left to Python, which is called for it. Then many files at once (`files`).
//! Not here: what is said about mistakes, and any fact about GitHub's language: the classes come with their keys.
#![deny(missing_docs)]

mod calling;
mod classes;
mod files;
mod layout;
mod making;
mod place;
mod scalar;
mod walking;
mod writing;

/// The hot paths of ghflow, as functions made for single classes.
// Objects are read without locks of their own: the interpreter's has to be held.
#[pyo3::pymodule(gil_used = true)]
mod ghflow_native {
    #[pymodule_export]
    use crate::calling::method;
    #[pymodule_export]
    use crate::files::write_files;
    #[pymodule_export]
    use crate::making::Makers;
    #[pymodule_export]
    use crate::walking::Walkers;
    #[pymodule_export]
    use crate::writing::Writers;

    /// What ghflow and this module have agreed on; ghflow uses a module that names its own number, and no other.
    #[pymodule_export]
    const INTERFACE: u32 = 2;
}

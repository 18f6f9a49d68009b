#ifndef DESKBELL_SHIMS_H
#define DESKBELL_SHIMS_H
/* Macros, variadic functions and Linux calls that Swift's importer leaves out, each wrapped under its own name. */
#endif

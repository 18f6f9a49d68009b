// Pango and Cairo as Swift sees them: text laid out and drawn into PDF.
#pragma once
#include <cairo-pdf.h>
#include <pango/pangocairo.h>

internal import CPango
import Foundation

/// An A4 paper being drawn into a PDF: text laid out by Pango, drawn by Cairo, in points from the top left.
///
/// Not `Sendable`: made, used and finished by one function on one thread.
final class PaperCanvas {
    /// How a text stands.
    struct Style {
        var size = 9.5
        var isBold = false
        var isMuted = false
        var align = Align.left
    }

    enum Align {
        case left
        case right
    }

    static let width = 595.28
    static let height = 841.89
    /// Debian's fonts-noto-cjk has Latin and Chinese of one weight; the others serve where it is missing.
    private static let family = "Noto Sans CJK SC, WenQuanYi Zen Hei, DejaVu Sans, sans-serif"

    private let sink = PaperSink()
    private let surface: OpaquePointer?
    private let drawing: OpaquePointer?
    // A font map of its own: the default one is kept per thread, and threads come and go.
    private let fonts: UnsafeMutablePointer<PangoFontMap>?
    private let context: OpaquePointer?

    init(title: String, language: String) {
        surface = cairo_pdf_surface_create_for_stream(
            { sink, bytes, count in
                guard let sink, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
                Unmanaged<PaperSink>.fromOpaque(sink).takeUnretainedValue().bytes.append(
                    contentsOf: UnsafeBufferPointer(start: bytes, count: Int(count)))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(sink).toOpaque(), Self.width, Self.height)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        drawing = cairo_create(surface)
        fonts = pango_cairo_font_map_new()
        context = pango_font_map_create_context(fonts)
        pango_cairo_update_context(drawing, context)
        pango_context_set_language(context, pango_language_from_string(language))
    }

    deinit {
        if let context { g_object_unref(UnsafeMutableRawPointer(context)) }
        if let fonts { g_object_unref(UnsafeMutableRawPointer(fonts)) }
        cairo_destroy(drawing)
        cairo_surface_destroy(surface)
    }

    /// How high `text` stands in lines of `width`.
    func height(_ text: String, width: Double, _ style: Style = Style()) -> Double {
        guard let layout = layout(text, width: width, style) else { return 0 }
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        return Self.height(of: layout)
    }

    /// Draws `text` with its upper left corner at (`x`, `y`).
    ///
    /// - Returns: How high it stands.
    @discardableResult func draw(
        _ text: String, x: Double, y: Double, width: Double, _ style: Style = Style()
    ) -> Double {
        guard let layout = layout(text, width: width, style) else { return 0 }
        defer { g_object_unref(UnsafeMutableRawPointer(layout)) }
        let grey = style.isMuted ? 0.42 : 0.1
        cairo_set_source_rgb(drawing, grey, grey, grey)
        cairo_move_to(drawing, x, y)
        pango_cairo_show_layout(drawing, layout)
        return Self.height(of: layout)
    }

    /// Draws a picture as large as fits into `width` and `height`, its upper left corner at (`x`, `y`).
    ///
    /// - Returns: How high it stands; 0 for one that cannot be read.
    func draw(_ picture: PaperPicture, x: Double, y: Double, width: Double, height: Double) -> Double {
        guard let surface = picture.surface() else { return 0 }
        defer { cairo_surface_destroy(surface) }
        let scale = min(width / Double(picture.width), height / Double(picture.height))
        cairo_save(drawing)
        cairo_translate(drawing, x, y)
        cairo_scale(drawing, scale, scale)
        cairo_set_source_surface(drawing, surface, 0, 0)
        cairo_paint(drawing)
        cairo_restore(drawing)
        return Double(picture.height) * scale
    }

    func line(from x: Double, to end: Double, y: Double, isStrong: Bool = false) {
        let grey = isStrong ? 0.1 : 0.8
        cairo_set_source_rgb(drawing, grey, grey, grey)
        cairo_set_line_width(drawing, isStrong ? 0.9 : 0.5)
        cairo_move_to(drawing, x, y)
        cairo_line_to(drawing, end, y)
        cairo_stroke(drawing)
    }

    func endPage() {
        cairo_show_page(drawing)
    }

    /// The finished PDF; `nil` when Cairo failed, such as for want of memory.
    func finish() -> [UInt8]? {
        cairo_surface_finish(surface)
        let isSound =
            cairo_status(drawing) == CAIRO_STATUS_SUCCESS && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS
        return isSound ? sink.bytes : nil
    }

    private func layout(_ text: String, width: Double, _ style: Style) -> OpaquePointer? {
        guard let layout = pango_layout_new(context), let font = pango_font_description_from_string(Self.family) else {
            return nil
        }
        defer { pango_font_description_free(font) }
        pango_font_description_set_absolute_size(font, style.size * Double(PANGO_SCALE))
        pango_font_description_set_weight(font, style.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL)
        pango_layout_set_font_description(layout, font)
        pango_layout_set_width(layout, Int32(width * Double(PANGO_SCALE)))
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_alignment(layout, style.align == .right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT)
        pango_layout_set_spacing(layout, Int32(1.5 * Double(PANGO_SCALE)))
        pango_layout_set_text(layout, text, -1)
        return layout
    }

    private static func height(of layout: OpaquePointer) -> Double {
        var height: Int32 = 0
        pango_layout_get_size(layout, nil, &height)
        return Double(height) / Double(PANGO_SCALE)
    }
}

/// Takes the bytes Cairo writes.
private final class PaperSink {
    var bytes: [UInt8] = []
}

internal import CPango

/// A picture to be drawn on paper.
struct PaperPicture: Sendable {
    let bytes: [UInt8]
    /// Else it is a JPEG.
    let isPNG: Bool
    /// In pixels.
    let width: Int
    let height: Int

    /// The picture as Cairo draws it, to be destroyed by the caller; `nil` when its bytes are no such picture.
    func surface() -> OpaquePointer? {
        let surface = isPNG ? decoded() : embedded()
        guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
            cairo_surface_destroy(surface)
            return nil
        }
        return surface
    }

    private func decoded() -> OpaquePointer? {
        let source = PictureSource(bytes)
        return withExtendedLifetime(source) {
            cairo_image_surface_create_from_png_stream(
                { source, target, count in
                    guard let source, let target else { return CAIRO_STATUS_READ_ERROR }
                    let picture = Unmanaged<PictureSource>.fromOpaque(source).takeUnretainedValue()
                    return picture.read(into: target, Int(count)) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR
                }, Unmanaged.passUnretained(source).toOpaque())
        }
    }

    /// A JPEG goes into the PDF as it is: an empty surface of its size carries the bytes.
    private func embedded() -> OpaquePointer? {
        let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
        copy.update(from: bytes, count: bytes.count)
        let status = cairo_surface_set_mime_data(
            surface, CAIRO_MIME_TYPE_JPEG, copy, UInt(bytes.count),
            { $0?.assumingMemoryBound(to: UInt8.self).deallocate() }, copy)
        if status != CAIRO_STATUS_SUCCESS { copy.deallocate() }
        return surface
    }
}

/// Gives Cairo the bytes of a picture piece by piece.
private final class PictureSource {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    /// - Returns: Whether there were so many.
    func read(into target: UnsafeMutablePointer<UInt8>, _ count: Int) -> Bool {
        guard rest.count >= count else { return false }
        for (place, byte) in rest.prefix(count).enumerated() { target[place] = byte }
        rest = rest.dropFirst(count)
        return true
    }
}

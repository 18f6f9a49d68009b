import Basics

extension JSONBytes {
    static let emptyList = JSONBytes(Array("[]".utf8))
    static let emptyObject = JSONBytes(Array("{}".utf8))
}

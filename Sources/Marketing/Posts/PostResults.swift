/// What came of a post, as its owner read it on the platform; `nil` where nobody noted it.
package struct PostResults: Sendable, Equatable {
    package var viewCount: Int?
    package var likeCount: Int?
    package var commentCount: Int?
}

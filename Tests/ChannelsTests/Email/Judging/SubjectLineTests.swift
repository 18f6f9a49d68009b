import Testing

@testable import Channels

@Suite("Subjects") struct SubjectLineTests {
    @Test(
        "prefixes of replies and forwards come off, however many",
        arguments: [
            ("Re: Late parcel", "Late parcel"), ("RE: re: Fwd: Late parcel", "Late parcel"),
            ("Re[2]: Late parcel", "Late parcel"),
            ("Re (3): Late parcel", "Late parcel"), ("Re^2: Late", "Late"), ("Re2: Late", "Late"),
            ("AW: WG: Paket", "Paket"),
            ("回复：包裹", "包裹"), ("回复: 答复: 转发：包裹", "包裹"), ("Re:回复：包裹", "包裹"), ("回覆: 轉寄: 包裹", "包裹"), ("返信: 転送: 小包", "小包"),
            ("SV: VS: VB: Antw: Tr: Paket", "Paket"), ("RES: ENC: RV: Pacote", "Pacote"), ("Odp: PD: Paczka", "Paczka"),
            ("Отв: Посылка", "Посылка"), ("YNT: Paket", "Paket"), ("  Re :  x ", "x"), ("Re：x", "x"), ("Re:", ""),
            ("Reference: x", "Reference: x"), ("Regarding my order", "Regarding my order"), ("订单:回复", "订单:回复"),
            ("Re: [#1042] Late", "[#1042] Late"), ("12: x", "12: x"), ("", ""),
        ])
    func clean(subject: String, expected: String) {
        #expect(SubjectLine.clean(subject) == expected)
    }

    @Test("the number in our mark is found, nothing that only looks like it")
    func number() {
        #expect(SubjectLine.ticketNumber(in: "Re: [#1042] Late") == 1042)
        #expect(SubjectLine.ticketNumber(in: "回复：包裹 [#7]") == 7)
        #expect(SubjectLine.ticketNumber(in: "[a] [# 1] [#12a] [#12") == nil)
        #expect(SubjectLine.ticketNumber(in: "[#99999999999999999999]") == nil)
        #expect(SubjectLine.ticketNumber(in: "#1042") == nil)
    }

    @Test("two subjects of one matter have one key")
    func key() {
        #expect(SubjectLine.key("RE: [#1042] Re: Late  Parcel") == "late parcel")
        #expect(SubjectLine.key("回复：包裹 [#7]") == SubjectLine.key("转发: 包裹"))
        #expect(SubjectLine.key("Re: [#1]") == "")
    }

    @Test("a forward is told by its outermost prefix")
    func forward() {
        #expect(SubjectLine.isForward("Fwd: Re: x"))
        #expect(SubjectLine.isForward("转发：x"))
        #expect(!SubjectLine.isForward("Re: Fwd: x"))
    }
}

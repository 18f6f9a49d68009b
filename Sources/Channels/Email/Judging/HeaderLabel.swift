/// The names that mail programs give the header lines they repeat above a quoted mail.
enum HeaderLabel {
    case from
    case date
    case to
    case cc
    case subject
    /// Known, but telling nothing: Bcc, importance, attachments.
    case other

    /// The label in front of a line such as `发件人：张三`, `*From:* Mei` or `| 主题 | … |`, and what follows it.
    static func read(_ line: ArraySlice<UInt8>) -> (label: HeaderLabel, value: ArraySlice<UInt8>)? {
        let rest = line.drop { $0 == 0x2A || $0 == 0x7C || $0 == 0x3E || $0 == 0x20 || $0 == 0x09 }
        // One past the letters of the longest label.
        var place = rest.startIndex
        let limit = min(rest.endIndex, place + 60)
        while place < limit {
            let byte = rest[place]
            // A table's cells stand side by side with a tab between.
            let isSign = byte == 0x3A || byte == 0x7C || byte == 0x09
            let length = isSign ? 1 : byte == 0xEF && rest[place...].starts(with: wideColon) ? 3 : 0
            guard length > 0 else {
                place += 1
                continue
            }
            guard let label = labels.meaning(MarkWords<HeaderLabel>.key(rest[..<place], blanks: false)) else {
                guard byte == 0x09 else { return nil }
                place += 1
                continue
            }
            let value = rest[(place + length)...].drop {
                $0 == 0x2A || $0 == 0x7C || $0 == 0x20 || $0 == 0x09 || $0 == 0x3A
            }
            let end = value.lastIndex { $0 != 0x7C && $0 != 0x20 && $0 != 0x09 }.map { $0 + 1 } ?? value.startIndex
            return (label, value[..<end])
        }
        return nil
    }

    private static let wideColon: [UInt8] = [0xEF, 0xBC, 0x9A]

    private static let labels: MarkWords<HeaderLabel> = {
        var labels = MarkWords<HeaderLabel>()
        for (label, words) in words { labels.add(words, meaning: label, blanks: false) }
        return labels
    }()

    private static let words: [(HeaderLabel, String)] = [
        (
            .from,
            """
            from,发件人,发信人,发送人,发送者,發件人,發信人,寄件者,寄件人,差出人,送信者,送信元,보낸 사람,보낸사람,발신인,von,de,da,van,från,fra,
            lähettäjä,od,nadawca,от,от кого,від,від кого,feladó,expéditeur,gönderen,kimden,remitente,mittente,afzender,
            από,αποστολέας,de la,expeditor,dari,pengirim,từ,người gửi,จาก,מאת,من,odesílatel,odosielateľ
            """
        ),
        (
            .date,
            """
            date,sent,sent at,sent on,发送时间,发送日期,发件时间,发信时间,日期,时间,發送時間,發送日期,寄件日期,寄件時間,傳送日期,傳送時間,
            發件時間,時間,送信日時,日時,日付,보낸 날짜,날짜,보낸시간,gesendet,gesendet am,datum,envoyé,envoyé le,date d'envoi,date d’envoi,fecha,
            enviado,enviado el,enviado em,enviada,enviada em,data,inviato,data invio,verzonden,skickat,sendt,dato,
            lähetetty,päivämäärä,päiväys,wysłano,wysłane,odesláno,odoslané,elküldve,dátum,дата,отправлено,
            надіслано,tarih,gönderildi,gönderme tarihi,ημερομηνία,στάλθηκε,trimis,dată,dikirim,tanggal,ngày,đã gửi,วันที่,ส่ง,
            תאריך,נשלח,التاريخ,تاريخ الإرسال,تاريخ
            """
        ),
        (
            .to,
            """
            to,收件人,收信人,收件者,发送至,发给,宛先,받는 사람,받는사람,수신,an,à,a,para,aan,till,til,vastaanottaja,do,komu,címzett,кому,
            kime,alıcı,kime,προς,παραλήπτης,către,catre,kepada,đến,tới,ถึง,אל,إلى,destinataire,destinatario,empfänger
            """
        ),
        (
            .cc,
            """
            cc,抄送,抄送人,抄送至,副本,副本抄送,ｃｃ,참조,kopie,kopie (cc),copie à,copie,cópia,copia,kopia,kopi,kopio,dw,копия,копія,
            másolatot kap,másolat,bilgi,κοιν,κοινοποίηση,tembusan,đồng gửi,สำเนา,עותק,نسخة
            """
        ),
        (
            .subject,
            """
            subject,主题,主題,主旨,标题,標題,件名,제목,betreff,objet,asunto,assunto,oggetto,onderwerp,ämne,emne,aihe,temat,předmět,
            predmet,tárgy,тема,konu,θέμα,subiect,subjek,perihal,subyek,chủ đề,tiêu đề,เรื่อง,נושא,الموضوع
            """
        ),
        (
            .other,
            """
            bcc,密送,密件抄送,密件副本,回复,答复,回复至,reply-to,replyto,reply to,importance,重要性,优先级,priority,attachments,附件,
            wichtigkeit,priorität,when,where,时间地点,resent-from,organization,company,antwort an
            """
        ),
    ]
}

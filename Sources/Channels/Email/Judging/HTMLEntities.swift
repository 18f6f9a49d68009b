/// Character references of HTML: `&amp;`, `&#8217;`, `&#x2019;`.
enum HTMLEntities {
    /// The character the reference at `place` (an `&`) names, and how many bytes it takes; `nil` for a bare `&`.
    static func read(_ bytes: [UInt8], at place: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        let start = place + 1
        guard start < bytes.count else { return nil }
        return bytes[start] == 0x23 ? number(bytes, at: start + 1, from: place) : name(bytes, at: start, from: place)
    }

    /// Whether a zero-width space or byte order mark, three bytes each, stands at `place`: advertisers fill previews with
    /// them.
    static func isInvisible(_ bytes: [UInt8], at place: Int) -> Bool {
        guard place + 2 < bytes.count else { return false }
        return bytes[place] == 0xE2 && bytes[place + 1] == 0x80 && bytes[place + 2] == 0x8B
            || bytes[place] == 0xEF && bytes[place + 1] == 0xBB && bytes[place + 2] == 0xBF
    }

    private static func number(_ bytes: [UInt8], at start: Int, from place: Int) -> (Unicode.Scalar, Int)? {
        var next = start
        let isHex = next < bytes.count && bytes[next] | 0x20 == 0x78
        if isHex { next += 1 }
        let first = next
        var value: UInt32 = 0
        while next < bytes.count, next - first < 8, let digit = digit(bytes[next], isHex: isHex) {
            value = value * (isHex ? 16 : 10) + digit
            next += 1
        }
        guard next > first else { return nil }
        if next < bytes.count, bytes[next] == 0x3B { next += 1 }
        let scalar =
            value == 0 ? nil : Unicode.Scalar(value >= 0x80 && value <= 0x9F ? windows[Int(value) - 0x80] : value)
        return (scalar ?? "\u{FFFD}", next - place)
    }

    private static func digit(_ byte: UInt8, isHex: Bool) -> UInt32? {
        switch byte {
        case 0x30...0x39: UInt32(byte - 0x30)
        case 0x41...0x46 where isHex: UInt32(byte - 0x41 + 10)
        case 0x61...0x66 where isHex: UInt32(byte - 0x61 + 10)
        default: nil
        }
    }

    private static func name(_ bytes: [UInt8], at start: Int, from place: Int) -> (Unicode.Scalar, Int)? {
        var next = start
        while next < bytes.count, next - start < 20, isLetterOrDigit(bytes[next]) { next += 1 }
        guard next > start else { return nil }
        if next < bytes.count, bytes[next] == 0x3B {
            guard let scalar = scalars[Array(bytes[start..<next])] else { return nil }
            return (scalar, next + 1 - place)
        }
        // Old pages leave the semicolon out of these.
        for name in bare where bytes[start..<next].starts(with: name) {
            guard let scalar = scalars[name] else { return nil }
            return (scalar, name.count + 1)
        }
        return nil
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        byte >= 0x30 && byte <= 0x39 || byte >= 0x41 && byte <= 0x5A || byte >= 0x61 && byte <= 0x7A
    }

    private static let bare = ["nbsp", "amp", "lt", "gt", "quot", "copy", "reg"].map { Array($0.utf8) }

    /// What browsers show for the numbers 128 to 159: windows-1252.
    private static let windows: [UInt32] = [
        0x20AC, 0x81, 0x201A, 0x192, 0x201E, 0x2026, 0x2020, 0x2021, 0x2C6, 0x2030, 0x160, 0x2039, 0x152, 0x8D, 0x17D,
        0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x2DC, 0x2122, 0x161, 0x203A, 0x153, 0x9D,
        0x17E, 0x178,
    ]

    private static let scalars: [[UInt8]: Unicode.Scalar] = {
        var scalars: [[UInt8]: Unicode.Scalar] = [:]
        for pair in names.split(whereSeparator: { $0 == "," || $0 == "\n" }) {
            let words = pair.split(separator: " ")
            if words.count == 2, let value = UInt32(words[1], radix: 16), let scalar = Unicode.Scalar(value) {
                scalars[Array(words[0].utf8)] = scalar
            }
        }
        return scalars
    }()

    /// Name and number in hexadecimal.
    private static let names = """
        AElig C6,AMP 26,Aacute C1,Abreve 102,Acirc C2,Agrave C0,Alpha 391,Aogon 104,Aring C5,Atilde C3,Auml C4,
        Beta 392,COPY A9,Cacute 106,Ccaron 10C,Ccedil C7,Chi 3A7,Dagger 2021,Dcaron 10E,Delta 394,Dstrok 110,ETH D0,
        Eacute C9,Ecaron 11A,Ecirc CA,Egrave C8,Eogon 118,Epsilon 395,Eta 397,Euml CB,GT 3E,Gamma 393,Gbreve 11E,
        Hat 5E,Iacute CD,Icirc CE,Idot 130,Igrave CC,Iota 399,Iuml CF,Kappa 39A,LT 3C,Lambda 39B,Lstrok 141,Mu 39C,
        Nacute 143,Ncaron 147,NewLine A,NonBreakingSpace A0,Ntilde D1,Nu 39D,OElig 152,Oacute D3,Ocirc D4,Odblac 150,
        Ograve D2,Omega 3A9,Omicron 39F,Oslash D8,Otilde D5,Ouml D6,Phi 3A6,Pi 3A0,Prime 2033,Psi 3A8,QUOT 22,REG AE,
        Rcaron 158,Rho 3A1,Sacute 15A,Scaron 160,Scedil 15E,Sigma 3A3,THORN DE,TRADE 2122,Tab 9,Tau 3A4,Tcaron 164,
        Theta 398,Uacute DA,Ucirc DB,Udblac 170,Ugrave D9,UnderBar 5F,Upsilon 3A5,Uring 16E,Uuml DC,Xi 39E,Yacute DD,
        Yuml 178,Zacute 179,Zcaron 17D,Zdot 17B,ZeroWidthSpace 200B,Zeta 396,aacute E1,abreve 103,acirc E2,acute B4,
        aelig E6,agrave E0,alefsym 2135,alpha 3B1,amp 26,and 2227,ang 2220,aogon 105,apos 27,aring E5,ast 2A,
        asymp 2248,atilde E3,auml E4,bdquo 201E,beta 3B2,brvbar A6,bsol 5C,bull 2022,cacute 107,cap 2229,ccaron 10D,
        ccedil E7,cedil B8,cent A2,check 2713,chi 3C7,circ 2C6,clubs 2663,colon 3A,comma 2C,commat 40,cong 2245,
        copy A9,crarr 21B5,cup 222A,curren A4,dArr 21D3,dagger 2020,darr 2193,dash 2010,dcaron 10F,deg B0,delta 3B4,
        diams 2666,divide F7,dollar 24,dstrok 111,eacute E9,ecaron 11B,ecirc EA,egrave E8,empty 2205,emsp 2003,
        ensp 2002,eogon 119,epsilon 3B5,equals 3D,equiv 2261,eta 3B7,eth F0,euml EB,euro 20AC,excl 21,exist 2203,
        female 2640,fnof 192,forall 2200,frac12 BD,frac14 BC,frac34 BE,frasl 2044,gamma 3B3,gbreve 11F,ge 2265,
        grave 60,gt 3E,hArr 21D4,hairsp 200A,half BD,harr 2194,hearts 2665,hellip 2026,horbar 2015,iacute ED,icirc EE,
        iexcl A1,igrave EC,image 2111,infin 221E,inodot 131,int 222B,iota 3B9,iquest BF,isin 2208,iuml EF,kappa 3BA,
        lArr 21D0,lambda 3BB,lang 2329,laquo AB,larr 2190,lbrace 7B,lbrack 5B,lceil 2308,lcub 7B,ldquo 201C,le 2264,
        lfloor 230A,lowast 2217,lowbar 5F,loz 25CA,lpar 28,lrm 200E,lsaquo 2039,lsqb 5B,lsquo 2018,lstrok 142,lt 3C,
        macr AF,male 2642,mdash 2014,micro B5,middot B7,minus 2212,mu 3BC,nabla 2207,nacute 144,nbsp A0,ncaron 148,
        ndash 2013,ne 2260,ni 220B,not AC,notin 2209,nsub 2284,ntilde F1,nu 3BD,num 23,numsp 2007,oacute F3,ocirc F4,
        odblac 151,oelig 153,ograve F2,oline 203E,omega 3C9,omicron 3BF,oplus 2295,or 2228,ordf AA,ordm BA,oslash F8,
        otilde F5,otimes 2297,ouml F6,para B6,part 2202,percnt 25,period 2E,permil 2030,perp 22A5,phi 3C6,phone 260E,
        pi 3C0,piv 3D6,plus 2B,plusmn B1,pound A3,prime 2032,prod 220F,prop 221D,psi 3C8,puncsp 2008,quest 3F,quot 22,
        rArr 21D2,radic 221A,rang 232A,raquo BB,rarr 2192,rbrace 7D,rbrack 5D,rcaron 159,rceil 2309,rcub 7D,
        rdquo 201D,real 211C,reg AE,rfloor 230B,rho 3C1,rlm 200F,rpar 29,rsaquo 203A,rsqb 5D,rsquo 2019,sacute 15B,
        sbquo 201A,scaron 161,scedil 15F,sdot 22C5,sect A7,semi 3B,shy AD,sigma 3C3,sigmaf 3C2,sim 223C,sol 2F,
        spades 2660,star 2606,sub 2282,sube 2286,sum 2211,sup 2283,sup1 B9,sup2 B2,sup3 B3,supe 2287,szlig DF,tau 3C4,
        tcaron 165,there4 2234,theta 3B8,thetasym 3D1,thinsp 2009,thorn FE,tilde 2DC,times D7,trade 2122,uArr 21D1,
        uacute FA,uarr 2191,ucirc FB,udblac 171,ugrave F9,uml A8,upsih 3D2,upsilon 3C5,uring 16F,uuml FC,verbar 7C,
        vert 7C,weierp 2118,xi 3BE,yacute FD,yen A5,yuml FF,zacute 17A,zcaron 17E,zdot 17C,zeta 3B6,zwj 200D,
        zwnj 200C
        """
}

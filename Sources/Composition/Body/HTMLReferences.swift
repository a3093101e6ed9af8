/// Character references of HTML: `&amp;`, `&#8364;`, `&#x20AC;`.
///
/// By name those of HTML 4 and a few more that people write; one that is not known stays as it stands.
enum HTMLReferences {
    private static let table = """
        AElig=C6 Aacute=C1 Acirc=C2 Agrave=C0 Alpha=391 Aring=C5 Atilde=C3 Auml=C4 Beta=392 Ccedil=C7 Chi=3A7
        Dagger=2021 Delta=394 ETH=D0 Eacute=C9 Ecirc=CA Egrave=C8 Epsilon=395 Eta=397 Euml=CB Gamma=393
        Iacute=CD Icirc=CE Igrave=CC Iota=399 Iuml=CF Kappa=39A Lambda=39B Mu=39C NewLine=A NoBreak=2060
        Ntilde=D1 Nu=39D OElig=152 Oacute=D3 Ocirc=D4 Ograve=D2 Omega=3A9 Omicron=39F Oslash=D8 Otilde=D5
        Ouml=D6 Phi=3A6 Pi=3A0 Prime=2033 Psi=3A8 Rho=3A1 Scaron=160 Sigma=3A3 THORN=DE Tab=9 Tau=3A4 Theta=398
        Uacute=DA Ucirc=DB Ugrave=D9 Upsilon=3A5 Uuml=DC Xi=39E Yacute=DD Yuml=178 Zeta=396 aacute=E1 acirc=E2
        acute=B4 aelig=E6 agrave=E0 alefsym=2135 alpha=3B1 amp=26 and=2227 ang=2220 apos=27 aring=E5 ast=2A
        asymp=2248 atilde=E3 auml=E4 bdquo=201E beta=3B2 brvbar=A6 bsol=5C bull=2022 bullet=2022 cap=2229
        ccedil=E7 cedil=B8 cent=A2 check=2713 chi=3C7 circ=2C6 clubs=2663 colon=3A comma=2C commat=40 cong=2245
        copy=A9 copysr=2117 crarr=21B5 cross=2717 cup=222A curren=A4 dArr=21D3 dagger=2020 darr=2193 dash=2010
        deg=B0 delta=3B4 diams=2666 divide=F7 dollar=24 eacute=E9 ecirc=EA egrave=E8 empty=2205 emsp=2003
        ensp=2002 epsilon=3B5 equals=3D equiv=2261 eta=3B7 eth=F0 euml=EB euro=20AC excl=21 exist=2203 fnof=192
        forall=2200 frac12=BD frac14=BC frac34=BE frasl=2044 gamma=3B3 ge=2265 grave=60 gt=3E hArr=21D4
        harr=2194 hearts=2665 hellip=2026 hyphen=2010 iacute=ED icirc=EE iexcl=A1 igrave=EC image=2111
        incare=2105 infin=221E int=222B iota=3B9 iquest=BF isin=2208 iuml=EF kappa=3BA lArr=21D0 lambda=3BB
        lang=2329 laquo=AB larr=2190 lbrace=7B lceil=2308 ldquo=201C le=2264 lfloor=230A lowast=2217 lowbar=5F
        loz=25CA lpar=28 lrm=200E lsaquo=2039 lsqb=5B lsquo=2018 lt=3C macr=AF mdash=2014 micro=B5 middot=B7
        minus=2212 mu=3BC nabla=2207 nbsp=A0 ndash=2013 ne=2260 ni=220B not=AC notin=2209 nsub=2284 ntilde=F1
        nu=3BD num=23 numero=2116 numsp=2007 oacute=F3 ocirc=F4 oelig=153 ograve=F2 oline=203E omega=3C9
        omicron=3BF oplus=2295 or=2228 ordf=AA ordm=BA oslash=F8 otilde=F5 otimes=2297 ouml=F6 para=B6 part=2202
        percnt=25 period=2E permil=2030 perp=22A5 phi=3C6 phone=260E pi=3C0 piv=3D6 plus=2B plusmn=B1 pound=A3
        prime=2032 prod=220F prop=221D psi=3C8 puncsp=2008 quest=3F quot=22 rArr=21D2 radic=221A rang=232A
        raquo=BB rarr=2192 rbrace=7D rceil=2309 rdquo=201D real=211C reg=AE rfloor=230B rho=3C1 rlm=200F rpar=29
        rsaquo=203A rsqb=5D rsquo=2019 sbquo=201A scaron=161 sdot=22C5 sect=A7 semi=3B shy=AD sigma=3C3
        sigmaf=3C2 sim=223C sol=2F spades=2660 star=2606 starf=2605 sub=2282 sube=2286 sum=2211 sup=2283 sup1=B9
        sup2=B2 sup3=B3 supe=2287 szlig=DF tau=3C4 there4=2234 theta=3B8 thetasym=3D1 thinsp=2009 thorn=FE
        tilde=2DC times=D7 trade=2122 uArr=21D1 uacute=FA uarr=2191 ucirc=FB ugrave=F9 uml=A8 upsih=3D2
        upsilon=3C5 uuml=FC vert=7C weierp=2118 xi=3BE yacute=FD yen=A5 yuml=FF zeta=3B6 zwj=200D zwnj=200C
        """

    private static let byName: [[UInt8]: Unicode.Scalar] = {
        var scalars: [[UInt8]: Unicode.Scalar] = [:]
        for entry in table.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x0A }) {
            guard let equals = entry.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let number = String(decoding: Array(entry[entry.index(after: equals)...]), as: UTF8.self)
            scalars[Array(entry[..<equals])] = UInt32(number, radix: 16).flatMap(Unicode.Scalar.init)
        }
        return scalars
    }()

    /// `text` with its references replaced by what they stand for; marks of Liquid tags stay.
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8] {
        guard text.contains(UInt8(ascii: "&")) else { return Array(text) }
        var decoded: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "&"), let (scalar, end) = reference(in: text, at: index) {
                decoded.append(contentsOf: String(scalar).utf8)
                index = end
            } else {
                decoded.append(text[index])
                index += 1
            }
        }
        return decoded
    }

    private static func reference(
        in text: ArraySlice<UInt8>, at start: Int
    ) -> (scalar: Unicode.Scalar, end: Int)? {
        let name = text[(start + 1)...].prefix {
            $0 == UInt8(ascii: "#") || OctetSet.lettersAndDigits.contains($0)
        }
        let hasEnd = name.endIndex < text.endIndex && text[name.endIndex] == UInt8(ascii: ";")
        let end = hasEnd ? name.endIndex + 1 : name.endIndex
        if name.first == UInt8(ascii: "#") {
            return numeric(name.dropFirst()).map { ($0, end) }
        }
        guard hasEnd else { return nil }
        return byName[Array(name)].map { ($0, end) }
    }

    private static func numeric(_ digits: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let isHexadecimal = digits.first.map { $0 | 0x20 } == UInt8(ascii: "x")
        let number = String(decoding: isHexadecimal ? digits.dropFirst() : digits, as: UTF8.self)
        guard let code = UInt32(number, radix: isHexadecimal ? 16 : 10), let scalar = Unicode.Scalar(code)
        else {
            return nil
        }
        // A control character is none of text, but for TAB and the line ends.
        let isControl = code < 0x20 && code != 0x09 && code != 0x0A && code != 0x0D || 0x7F...0x9F ~= code
        return isControl ? "\u{FFFD}" : scalar
    }
}

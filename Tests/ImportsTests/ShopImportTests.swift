import Basics
import EventLoop
import Foundation
import Imports
import TestSupport
import Testing

@Suite("Importing products and orders") struct ShopImportTests {
    private static let products = """
        商品编号;商品名称;价格;货币;分类;标签;属性;有货;库存说明
        TEAPOT;Blue teapot;¥168.00;CNY;Tea ware;gift;material: porcelain;是;
        CUP;Cup;"1,299.5";CNY;Tea ware;;;否;两周后到货
        BAD;Bad;-3;CNY;;;;;
        ;No number;3;CNY;;;;;
        """

    private static let orders = """
        Name,Email,Financial Status,Created at,Lineitem sku,Lineitem name,Lineitem quantity,Lineitem price,Shipping,Currency,Order
        Mei,mei@example.com,paid,2025-11-23 14:05,TEAPOT,,1,,12.00,CNY,W-1
        ,,,,CUP,,2,,,,W-1
        Bo,bo@example.com,fulfilled,2025/12/01,GIFT,Gift card,1,50,,CNY,W-2
        Bo,bo@example.com,nonsense,2025-12-01,GIFT,Gift card,1,50,,CNY,W-3
        Bo,bo@example.com,paid,2025-12-01,UNKNOWN,,1,50,,CNY,W-4
        """

    @Test("products come by SKU with prices as people write them, and go again")
    func products() async throws {
        try await ImportOffice.open { office in
            let done = try await office.bringIn("products", Self.products)
            #expect(done.counts == [2, 0, 0, 2])
            let items = await office.client.call("GET", "/products").json["items"]?.array ?? []
            #expect(items.map { $0["price"]?["amount_minor"] } == [.number(16_800), .number(129_950)])
            #expect(items.first?["features"] == .object(["material": .string("porcelain")]))
            #expect(items.last?["in_stock"] == .bool(false))
            #expect(try await office.bringIn("products", Self.products).counts == [0, 0, 2, 2])
            let priced = try await office.bringIn("products", "sku,price\nCUP,15\n")
            #expect(priced.counts == [0, 1, 0, 0])
            #expect(try await office.takeBack(priced).json["undone"] == .number(1))
            let cup = await office.client.call("GET", "/products?q=CUP").json["items"]?.array?.first
            #expect(cup?["price"]?["amount_minor"] == .number(129_950))
        }
    }

    @Test("orders of a year ago come with their lines, statuses and customers, quietly, and go again")
    func orders() async throws {
        try await ImportOffice.open { office in
            let catalogue = try await office.bringIn("products", Self.products)
            let done = try await office.bringIn("orders", Self.orders)
            #expect(done.counts == [3, 0, 0, 2])
            let listed = await office.client.call("GET", "/orders").json["items"]?.array ?? []
            #expect(listed.map { $0["reference"]?.string } == ["W-2", "W-1"])
            let first = try #require(listed.last)
            // 16 800 + 2 × 129 950 + 1 200.
            #expect(first["total"]?["amount_minor"] == .number(277_900))
            #expect(first["status"] == .string("paid"))
            #expect(first["placed_at"]?.string?.hasPrefix("2025-11-23") == true)
            #expect(first["customer"]?["name"] == .string("Mei"))
            let customer = try #require(first["customer"]?["id"]?.string)
            let timeline = await office.client.call("GET", "/customers/\(customer)/timeline").json["items"]?.array ?? []
            #expect(timeline.map { $0["kind"]?.string } == ["customer.created", "order.placed"])

            #expect(try await office.bringIn("orders", Self.orders).counts == [0, 0, 3, 2])
            let moved = try await office.bringIn("orders", "order,status\nW-2,completed\n")
            #expect(moved.counts == [0, 1, 0, 0])
            #expect(try await office.takeBack(moved).json["undone"] == .number(1))
            let back = await office.client.call("GET", "/orders").json["items"]?.array?.first
            #expect(back?["status"] == .string("shipped"))

            // What was bought stays as long as its order does.
            let kept = try await office.takeBack(catalogue)
            #expect(kept.json["kept_records"]?.array?.map { $0["label"]?.string } == ["Blue teapot", "Cup"])
            let touched = await office.client.call(
                "PATCH", "/orders/\(try #require(first["id"]?.string))", json: #"{"note": "Gift"}"#)
            #expect(touched.status == 200)
            let undone = try await office.takeBack(done)
            // W-2 was moved and moved back since, W-1 was touched: both stay with their customers.
            #expect(undone.json["kept"] == .number(4))
        }
    }

    @Test("what nobody touched goes with the customers made for it")
    func undo() async throws {
        try await ImportOffice.open { office in
            _ = try await office.bringIn("products", Self.products)
            let undone = try await office.takeBack(try await office.bringIn("orders", Self.orders))
            #expect(undone.json["undone"] == .number(4))
            #expect(undone.json["kept"] == .number(0))
            #expect(await office.client.call("GET", "/orders").json["items"]?.array?.isEmpty == true)
            #expect(await office.customers().isEmpty)
        }
    }

    @Test("the lines of one order are not torn apart by batches; lines that stand apart are refused")
    func groups() async throws {
        try await ImportOffice.open { office in
            var text = "order,customer_email,product_name,unit_price,currency\n"
            for number in 1...350 { for line in 1...2 { text += "O-\(number),p@example.com,Item \(line),1,EUR\n" } }
            text += "O-1,p@example.com,Item 3,1,EUR\n"
            let done = try await office.bringIn("orders", text)
            #expect(done.counts == [700, 0, 0, 1])
            let orders = await office.client.call("GET", "/orders?limit=200").json["items"]?.array ?? []
            #expect(orders.allSatisfy { $0["lines"]?.array?.count == 2 })
            let errors = await office.client.call("GET", "/imports/\(try #require(done.json["id"]?.string))/errors")
                .text
            #expect(errors.contains("put the rows of one order together"))
        }
    }

    @Test("amounts are read as people write them and never guessed")
    func money() {
        let cases: [(String, String, Int?)] = [
            ("168", "CNY", 16_800), ("1,299.50", "CNY", 129_950), ("1.299,50", "EUR", 129_950),
            ("1,299", "USD", 129_900),
            ("¥ 3.5", "CNY", 350), ("12,5", "EUR", 1_250), ("1200", "JPY", 1_200), ("1.234", "KWD", 1_234),
            ("-3", "CNY", nil), ("3.555", "CNY", nil), ("free", "CNY", nil), ("", "CNY", nil),
            ("168.000", "CNY", 16_800),
        ]
        for (text, currency, minor) in cases {
            #expect(MoneyText.minor(text, currency: currency) == minor, "\(text) \(currency)")
        }
        #expect(MoneyText.text(5, currency: "CNY") == "0.05")
        #expect(MoneyText.text(129_950, currency: "CNY") == "1299.50")
        #expect(MoneyText.text(1_200, currency: "JPY") == "1200")
    }
}

/// A sentence in the two languages of the report page.
package struct BilingualText: Sendable, Equatable {
    package let en: String
    package let zhHans: String

    package init(_ en: String, _ zhHans: String) {
        self.en = en
        self.zhHans = zhHans
    }
}

/// What each report is called and its formula in words; `sql/views` says the same in SQL.
extension Report {
    package var title: BilingualText {
        switch self {
        case .overview: BilingualText("Overview", "概览")
        case .volume: BilingualText("Volume", "工作量")
        case .firstResponse: BilingualText("First response", "首次回复")
        case .resolution: BilingualText("Resolution", "解决用时")
        case .backlog: BilingualText("Backlog", "积压")
        case .csat: BilingualText("Satisfaction", "满意度")
        case .answerRate: BilingualText("Answers by predicted risk", "按预测风险的答复率")
        case .orders: BilingualText("Orders", "订单")
        case .churn: BilingualText("Churn", "客户流失")
        case .crossSelling: BilingualText("Cross-selling", "交叉销售")
        case .recommendations: BilingualText("Recommendations taken", "推荐采纳")
        case .lateParcels: BilingualText("Late parcels told of", "延误主动告知")
        }
    }

    package var formula: BilingualText {
        switch self {
        case .overview:
            BilingualText(
                "The main figures of the other reports for the same period.", "其他报表同一时段的主要数字。")
        case .volume:
            BilingualText(
                "Tickets opened, solved and reopened in the period, each time counted, and public messages of customers "
                    + "and agents. Opened + reopened − solved is the growth of the backlog.",
                "时段内新建、解决、重新打开的工单（每次都计），以及客户与客服的公开消息数。新建＋重开−解决＝积压的增长。")
        case .firstResponse:
            BilingualText(
                "From opening a ticket to the first public reply of a person, by the clock, nights included. Tickets "
                    + "opened in the period, by the day they were opened. Automatic replies do not count.",
                "从工单创建到第一条人工公开回复的时间，按自然时间计，含夜间。按创建日统计，自动回复不算。")
        case .resolution:
            BilingualText(
                "From opening a ticket to its last solution, by the clock. Tickets solved in the period and still solved; "
                    + "a reopened one counts once.",
                "从工单创建到最后一次解决的自然时间。统计时段内解决且仍为已解决的工单，重开的只计一次。")
        case .backlog:
            BilingualText(
                "Unsolved tickets at the end of each day, today as of now. Unassigned: without an agent. Oldest waiting: "
                    + "the longest time a customer has been without an answer.",
                "每天结束时未解决的工单，今天为当前值。未分配＝没有负责人。最久等待＝客户未获回复的最长时间。")
        case .csat:
            BilingualText(
                "Ratings of 4 or 5 among all answers. Questions sent in the period, with the agent of that moment. No "
                    + "answer is not a bad answer.",
                "4 分和 5 分占全部答复的比例。按问卷发出时间和当时的客服统计，未答复不算差评。")
        case .answerRate:
            BilingualText(
                "Answered questions ÷ questions sent in the period, apart by the risk of a dissatisfied customer as it was "
                    + "predicted last before the question. Satisfied: ratings of 4 or 5 ÷ answers of that band: where the "
                    + "predictions are right it falls from low to high risk. Who is not content may answer less, or more.",
                "答复率＝已答复的问卷÷时段内发出的问卷，按发问前最近一次预测的不满意风险分档。满意度＝该档 4 分和 5 分÷该档答复："
                    + "预测准确时应从低风险到高风险递减。不满意的客户答复可能更少，也可能更多。")
        case .orders:
            BilingualText(
                "Orders by the day they were placed; cancelled ones are counted apart and bring nothing. Revenue: what "
                    + "customers were to pay, shipping in, discounts off, before refunds, in the company's currency; "
                    + "orders in another currency are left out of money and said. Average: revenue ÷ those orders. "
                    + "Returned: orders of which something came back ÷ all. Late: parcels delivered after their promised "
                    + "day or still missing then ÷ parcels with a promised day.",
                "按下单日统计；已取消的订单单独计数，不计金额。收入＝客户应付金额（含运费、减折扣、未扣退款），以公司货币计，"
                    + "其他货币的订单不计入金额并单独说明。客单价＝收入÷这些订单数。退货率＝有退货的订单÷全部订单。"
                    + "迟到＝晚于承诺日送达或到期未达的包裹÷有承诺日的包裹。")
        case .churn:
            BilingualText(
                "Churn: customers lost in the period ÷ customers at its start. Retention: 1 − churn. A customer is lost "
                    + "when a whole horizon has passed without an order: 60 days, or the customer's own usual gap (nine "
                    + "in ten) when that is longer. Who might still order within the horizon is not lost. No customers "
                    + "at the start: no rate.",
                "流失率＝时段内流失的客户÷期初客户，留存率＝1−流失率。超过期限未再下单即为流失：期限为 60 天，"
                    + "或该客户自己九成下单间隔（取较长者）。期限未满的不算流失；期初没有客户则无比率。")
        case .crossSelling:
            BilingualText(
                "Customers who have bought at least two distinct products ÷ all customers on record, at the end of each "
                    + "stretch of time. Of buyers: the same ÷ customers with an order. Cancelled orders do not count.",
                "购买过至少两种商品的客户÷全部客户，按各时段末计算；占购买者＝同一数字÷有订单的客户。已取消的订单不计。")
        case .recommendations:
            BilingualText(
                "Taken: recommended products the customer ordered by the link ÷ recommended products offered, by the day "
                    + "they were offered; withdrawn and expired ones count as offered, and those still open may yet be "
                    + "taken. Revenue: what customers are to pay for these orders in the company's currency, cancelled "
                    + "ones left out. Products offered without a recommendation do not count.",
                "采纳率＝客户通过链接下单的推荐商品÷发出的推荐商品，按发出日统计；已撤回和已过期的也算发出，仍有效的之后仍可能被采纳。"
                    + "收入＝这些订单的客户应付金额（公司货币，不含已取消）。并非出自推荐的商品不计。")
        case .lateParcels:
            BilingualText(
                "Parcels noticed to be late, by the day of that, once the seven days after it are over. Contact: parcels "
                    + "whose customer wrote to us within seven days ÷ all of that kind; an answer to our message is a "
                    + "contact too. Satisfaction: ratings of 4 or 5 ÷ answers of those customers to questions sent within "
                    + "30 days. Parcels with an open ticket about them are counted apart. Who is told is not drawn by "
                    + "lot, so a difference is a hint and no proof.",
                "按发现延误之日统计，满七天后计入。联系率＝七天内客户来信的延误包裹÷同类延误包裹，回复我方消息也算联系。"
                    + "满意度＝这些客户对 30 天内所发问卷的 4 分和 5 分÷答复数。已有相关未结工单的包裹单独计数。"
                    + "是否告知并非随机分配，差异只是线索，不是证明。")
        }
    }
}

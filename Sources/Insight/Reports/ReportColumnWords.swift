/// What each figure is called where a report is read without its page.
extension ReportColumn {
    /// The name in both languages; the key itself for a figure nobody has named.
    package var title: BilingualText {
        Self.titles[key] ?? BilingualText(key, key)
    }

    private static let titles: [String: BilingualText] = [
        "accepted_count": BilingualText("Accepted", "已接受"),
        "accepted_ratio": BilingualText("Taken", "接受率"),
        "answer_ratio": BilingualText("Answer rate", "答复率"),
        "answered_count": BilingualText("Answered", "已答复"),
        "average_order_value": BilingualText("Average order", "客单价"),
        "average_rating": BilingualText("Average rating", "平均分"),
        "average_seconds": BilingualText("Average", "平均"),
        "buyer_count": BilingualText("Buyers", "购买者"),
        "cancelled_count": BilingualText("Cancelled", "已取消"),
        "churn_ratio": BilingualText("Churn", "流失率"),
        "created_count": BilingualText("Opened", "新建"),
        "cross_selling_ratio": BilingualText("Cross-selling", "交叉销售率"),
        "cross_sold_count": BilingualText("Bought two products", "买过两种商品"),
        "csat_answered_count": BilingualText("Ratings", "评价数"),
        "csat_ratio": BilingualText("Satisfaction", "满意度"),
        "customer_count": BilingualText("Customers", "客户"),
        "end_count": BilingualText("Customers at end", "期末客户"),
        "first_response_answered_count": BilingualText("Answered first", "首次回复数"),
        "first_response_median_seconds": BilingualText("First response, median", "首次回复中位数"),
        "high_answer_ratio": BilingualText("High risk: answer rate", "高风险：答复率"),
        "high_csat_ratio": BilingualText("High risk: satisfied", "高风险：满意度"),
        "high_sent_count": BilingualText("High risk: asked", "高风险：已发送"),
        "item_count": BilingualText("Items", "件数"),
        "late_shipment_count": BilingualText("Late parcels", "迟到包裹"),
        "late_shipment_ratio": BilingualText("Late", "迟到率"),
        "lost_count": BilingualText("Lost", "流失"),
        "low_answer_ratio": BilingualText("Low risk: answer rate", "低风险：答复率"),
        "low_csat_ratio": BilingualText("Low risk: satisfied", "低风险：满意度"),
        "low_sent_count": BilingualText("Low risk: asked", "低风险：已发送"),
        "median_seconds": BilingualText("Median", "中位数"),
        "message_count": BilingualText("Messages", "消息"),
        "new_count": BilingualText("New", "新增"),
        "noted_count": BilingualText("Ticket open already", "已有未结工单"),
        "of_buyers_ratio": BilingualText("Of buyers", "占购买者"),
        "offered_count": BilingualText("Offered", "已推荐"),
        "oldest_waiting_seconds": BilingualText("Longest wait", "最久等待"),
        "open_count": BilingualText("Open", "待处理"),
        "order_count": BilingualText("Orders", "订单"),
        "other_currency_count": BilingualText("In another currency", "其他货币"),
        "p90_seconds": BilingualText("Nine in ten within", "九成以内"),
        "pending_count": BilingualText("Still open", "仍有效"),
        "promised_shipment_count": BilingualText("Parcels promised", "有承诺日的包裹"),
        "refunded": BilingualText("Refunded", "退款"),
        "reopened_count": BilingualText("Reopened", "重开"),
        "resolution_median_seconds": BilingualText("Time to solve, median", "解决用时中位数"),
        "resolution_solved_count": BilingualText("Solved for good", "已解决工单"),
        "retention_ratio": BilingualText("Retention", "留存率"),
        "returned_count": BilingualText("Returned orders", "退货订单"),
        "returned_ratio": BilingualText("Returned", "退货率"),
        "revenue": BilingualText("Revenue", "收入"),
        "satisfied_count": BilingualText("Satisfied", "满意"),
        "sent_count": BilingualText("Asked", "已发送"),
        "snoozed_count": BilingualText("Snoozed", "已推迟"),
        "solved_count": BilingualText("Solved", "已解决"),
        "start_count": BilingualText("Customers at start", "期初客户"),
        "told_answer_count": BilingualText("Told: ratings", "已告知：评价数"),
        "told_contact_ratio": BilingualText("Told: contact", "已告知：联系率"),
        "told_contacted_count": BilingualText("Told: wrote to us", "已告知：来信"),
        "told_count": BilingualText("Told", "已告知"),
        "told_csat_ratio": BilingualText("Told: satisfied", "已告知：满意度"),
        "too_new_count": BilingualText("Not seven days yet", "未满七天"),
        "typical_answer_ratio": BilingualText("Usual risk: answer rate", "一般风险：答复率"),
        "typical_csat_ratio": BilingualText("Usual risk: satisfied", "一般风险：满意度"),
        "typical_sent_count": BilingualText("Usual risk: asked", "一般风险：已发送"),
        "unanswered_count": BilingualText("Not answered", "未回复"),
        "unassigned_count": BilingualText("Unassigned", "未分配"),
        "unpredicted_answer_ratio": BilingualText("Not predicted: answer rate", "未预测：答复率"),
        "unpredicted_csat_ratio": BilingualText("Not predicted: satisfied", "未预测：满意度"),
        "unpredicted_sent_count": BilingualText("Not predicted: asked", "未预测：已发送"),
        "untold_answer_count": BilingualText("Not told: ratings", "未告知：评价数"),
        "untold_contact_ratio": BilingualText("Not told: contact", "未告知：联系率"),
        "untold_contacted_count": BilingualText("Not told: wrote to us", "未告知：来信"),
        "untold_count": BilingualText("Not told", "未告知"),
        "untold_csat_ratio": BilingualText("Not told: satisfied", "未告知：满意度"),
        "waiting_count": BilingualText("Waiting for the customer", "等待客户"),
        "won_back_count": BilingualText("Came back", "回流"),
    ]
}

extension Report.Grouping {
    /// What stands above the rows.
    package var title: BilingualText {
        switch self {
        case .day: BilingualText("Day", "日期")
        case .week: BilingualText("Week from", "周（周一起）")
        case .month: BilingualText("Month from", "月份")
        case .agent: BilingualText("Agent", "客服")
        case .team: BilingualText("Team", "团队")
        case .channel: BilingualText("Channel", "渠道")
        case .tag: BilingualText("Tag", "标签")
        case .inbox: BilingualText("Inbox", "收件箱")
        case .status: BilingualText("Status", "状态")
        case .source: BilingualText("Source", "来源")
        case .currency: BilingualText("Currency", "货币")
        case .method: BilingualText("Method", "推荐方式")
        case .reason: BilingualText("Reason", "推荐理由")
        }
    }
}

extension BilingualText {
    /// The text in `locale`; English for a language it is not written in.
    package func text(_ locale: String) -> String {
        locale == "zh-Hans" ? zhHans : en
    }
}

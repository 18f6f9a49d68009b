import { groupName, isTime } from "./groupName";
import type { Amount, Report } from "./reportTypes";
import { figure, t } from "./words";

/** The report's figures as they are, the newest day first. */
export function DataTable({ report }: { report: Report }) {
    const columns = report.columns.filter((column) => column.key in report.total);
    const byTime = isTime(report.group_by);
    const rows = byTime ? [...report.rows].reverse() : report.rows;
    return (
        <div className="table-frame" tabIndex={0}>
            <table className="figures">
                <thead>
                    <tr><th scope="col">{t(`reports.column.${byTime ? report.group_by : "group"}`)}</th>
                        {columns.map((column) => <th scope="col" key={column.key}>{t(`reports.column.${column.key}`)}</th>)}</tr>
                </thead>
                <tbody>
                    {rows.map((row, index) => (
                        <tr key={index}><th scope="row">{groupName(row, report.group_by)}</th>
                            {columns.map((column) => <td key={column.key}>{figure(row[column.key] as Amount, column.unit)}</td>)}</tr>
                    ))}
                </tbody>
                <tfoot>
                    <tr><th scope="row">{t("reports.total")}</th>
                        {columns.map((column) => <td key={column.key}>{figure(report.total[column.key], column.unit)}</td>)}</tr>
                </tfoot>
            </table>
        </div>
    );
}

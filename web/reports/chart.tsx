import {
    BarController, BarElement, CategoryScale, Chart, ChartConfiguration, Filler, Legend, LinearScale, LineController, LineElement, PointElement,
    Tooltip,
} from "chart.js";
import { useEffect, useRef } from "react";
import type { Series } from "./cards";
import type { Unit } from "./reportTypes";
import { colour, watchTheme } from "./theme";
import { axisMoney, figure, t } from "./words";

Chart.register(
    BarController, BarElement, CategoryScale, Filler, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);

const dashes = [[], [5, 4], [2, 3]];
const marks = ["circle", "rectRot", "triangle"] as const;

export interface ReportChartProps {
    /** The sentence a screen reader says instead of the picture. */
    label: string;
    names: string[];
    series: (Series & { name: string; values: (number | null)[] })[];
    unit: Unit;
    /** The currency of amounts. */
    currency: string;
    /** Bars lying on their side for things with names. */
    sideways: boolean;
}

/** Bars and lines over time, or one bar per thing. Shapes, dashes and marks tell the series apart without colour; counts
 *  start at zero, shares run from 0 to 100; where there was no data the line has a gap. */
export default function ReportChart(props: ReportChartProps) {
    const canvas = useRef<HTMLCanvasElement>(null);
    const chart = useRef<Chart | null>(null);
    const given = useRef(props);
    given.current = props;
    useEffect(() => {
        const draw = () => {
            chart.current?.destroy();
            if (canvas.current) chart.current = new Chart(canvas.current, configuration(given.current));
        };
        draw();
        const stop = watchTheme(draw);
        return () => {
            stop();
            chart.current?.destroy();
            chart.current = null;
        };
    }, [JSON.stringify(props)]);
    return <div className="chart"><canvas ref={canvas} role="img" aria-label={props.label} /></div>;
}

function configuration({ names, series, unit, currency, sideways }: ReportChartProps): ChartConfiguration {
    const muted = colour("text-muted");
    const border = colour("border");
    const few = names.length <= 45;
    const text = (value: number) => unit === "money" ? axisMoney(value, currency) : figure(value, unit);
    const size = unitSize(unit, series.flatMap((each) => each.values));
    const values = {
        beginAtZero: true,
        ...(unit === "ratio" ? { min: 0, max: 1 } : {}),
        ticks: {
            color: muted, maxTicksLimit: 5, ...(unit === "count" ? { precision: 0 } : {}), ...(unit === "seconds" ? { stepSize: size } : {}),
            callback: (value: string | number) => text(Number(value)),
        },
        grid: { color: border, drawBorder: false },
    };
    const labels = { ticks: { color: muted, maxRotation: 0, autoSkip: !sideways, autoSkipPadding: 16 }, grid: { display: false } };
    return {
        type: "bar",
        data: {
            labels: names,
            datasets: series.map((each, index) => {
                const paint = colour(`chart-${index + 1}`);
                if (each.kind === "bar" || sideways) {
                    return {
                        type: "bar" as const, label: each.name, data: each.values, backgroundColor: index === 0 ? paint : "transparent",
                        borderColor: paint, borderWidth: index === 0 ? 0 : 2, borderRadius: 2, maxBarThickness: sideways ? 14 : 28, order: 2,
                    };
                }
                return {
                    type: "line" as const, label: each.name, data: each.values, borderColor: paint, backgroundColor: paint,
                    borderWidth: 2, clip: 6, borderDash: dashes[index] ?? [], spanGaps: false, cubicInterpolationMode: "monotone" as const, order: 1,
                    pointStyle: marks[index] ?? "circle", pointRadius: few ? 2.5 : 0, pointHitRadius: 10,
                };
            }),
        },
        options: {
            animation: false, responsive: true, maintainAspectRatio: false, indexAxis: sideways ? "y" : "x",
            interaction: { mode: "index", intersect: false, axis: sideways ? "y" : "x" },
            locale: document.documentElement.lang,
            scales: sideways ? { x: values, y: labels } : { x: labels, y: values },
            plugins: {
                legend: {
                    display: series.length > 1, align: "end", position: "top",
                    labels: { color: muted, usePointStyle: true, boxHeight: 7, font: { size: 12 } },
                },
                tooltip: {
                    callbacks: {
                        label: (item) => {
                            const value = series[item.datasetIndex]?.values[item.dataIndex];
                            return `${item.dataset.label ?? ""}: ${value === null || value === undefined ? t("reports.noData") : text(value)}`;
                        },
                    },
                },
            },
        },
    };
}

/** A step of round minutes, hours or days, so that an axis of times reads like a clock. */
function unitSize(unit: Unit, values: (number | null)[]): number {
    if (unit !== "seconds") return 1;
    const most = Math.max(60, ...values.map((value) => value ?? 0));
    const steps = [15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400, 172_800, 345_600, 604_800];
    return steps.find((step) => most / step <= 4) ?? 1_209_600;
}

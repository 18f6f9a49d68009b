import type { CalibrationBin } from "../../shared/apiTypes";
import { t } from "../shell/words";
import { percent } from "./riskWords";

const size = 180;

/** Predicted shares against what came, each with its 95 % range, and the line on which they would agree. */
export function CalibrationPlot({ bins }: { bins: readonly CalibrationBin[] }) {
    const words = (bin: CalibrationBin) => t("console.model.plotRow", {
        predicted: percent(bin.predicted_ratio), actual: percent(bin.actual_ratio), low: percent(bin.actual_low_ratio ?? 0), high: percent(bin.actual_high_ratio ?? 1), count: bin.count,
    });
    const x = (share: number) => 40 + share * size;
    const y = (share: number) => 10 + (1 - share) * size;
    return (
        <figure className="calibration">
            <figcaption><h3>{t("console.model.plot")}</h3><p className="meta">{t("console.model.plotLine")}</p></figcaption>
            <svg viewBox={`0 0 ${size + 60} ${size + 46}`} width={size + 60} height={size + 46} role="img" aria-label={bins.map(words).join("; ")}>
                {[0, 0.5, 1].map((share) => (
                    <g key={share} className="calibration-grid">
                        <line x1={x(0)} x2={x(1)} y1={y(share)} y2={y(share)} /><line x1={x(share)} x2={x(share)} y1={y(0)} y2={y(1)} />
                        <text x={x(share)} y={y(0) + 14} textAnchor="middle">{percent(share)}</text><text x={x(0) - 4} y={y(share) + 4} textAnchor="end">{percent(share)}</text>
                    </g>
                ))}
                <line className="calibration-line" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
                {bins.map((bin, index) => (
                    <g key={index} className="calibration-bin"><title>{words(bin)}</title>
                        <line x1={x(bin.predicted_ratio)} x2={x(bin.predicted_ratio)} y1={y(bin.actual_low_ratio ?? 0)} y2={y(bin.actual_high_ratio ?? 1)} />
                        <circle cx={x(bin.predicted_ratio)} cy={y(bin.actual_ratio)} r={4} /></g>
                ))}
                <text className="calibration-axis" x={x(0.5)} y={size + 42} textAnchor="middle">{t("console.model.predicted")}</text>
            </svg>
        </figure>
    );
}

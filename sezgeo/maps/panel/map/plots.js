// The plots: coloured by score, hatched where excluded, dotted where something is unknown.

import { EXCLUDED, UNKNOWN } from "../model/outcomes.js";
import { rankChange } from "../model/score.js";
import { isShown, middleOf, pixelsWide, trace } from "./canvas.js";
import { DARK_FROM, INK, SCORE_COLOURS, classOf, createPatterns, dotsFor } from "./symbology.js";

const EXCLUDED_CLASS = SCORE_COLOURS.length;
const OUTLINES_FROM_PX = 7;
const MANY = { isOneOfMany: true };

const FADED = 0.22;

// Plots that the filters leave out stay as a faint ground under the others.
export function drawPlots(ctx, frame, { plots, standing: { outcome, scores }, kept }) {
  const patterns = createPatterns(ctx, frame.ratio);
  const classes = Array.from({ length: EXCLUDED_CLASS + 1 }, () => []);
  const faded = [];
  for (let plot = 0; plot < plots.shapes.count; plot++) {
    if (!isShown(frame, plots.shapes, plot)) continue;
    if (!kept[plot]) faded.push(plot);
    else classes[outcome[plot] === EXCLUDED ? EXCLUDED_CLASS : classOf(scores[plot])].push(plot);
  }
  ctx.globalAlpha = FADED;
  if (faded.length) fillAll(ctx, frame, plots.shapes, faded, "#7b8a99");
  ctx.globalAlpha = 1;
  classes.forEach((plotsOfClass, scoreClass) => {
    if (!plotsOfClass.length) return;
    const isExcluded = scoreClass === EXCLUDED_CLASS;
    fillAll(ctx, frame, plots.shapes, plotsOfClass, isExcluded ? patterns.excluded : SCORE_COLOURS[scoreClass]);
    if (isExcluded) return;
    const unsure = plotsOfClass.filter(
      (plot) => outcome[plot] === UNKNOWN && pixelsWide(frame, plots.shapes, plot) > OUTLINES_FROM_PX,
    );
    fillAll(ctx, frame, plots.shapes, unsure, dotsFor(patterns, scoreClass));
  });
  outlineAll(ctx, frame, plots, classes.flat());
}

const ROSE = "#1f7a4d";
const FELL = "#b3261e";

// An arrow and a number on each plot whose rank is not that of the page's own scenario.
export function drawRankChanges(ctx, frame, { plots, standing: { ranks }, formerRank }, labels) {
  for (let plot = 0; plot < plots.shapes.count; plot++) {
    const [former, rank] = [formerRank(plot), ranks[plot]];
    const change = rankChange(former, rank);
    if (
      change === "same" ||
      !isShown(frame, plots.shapes, plot) ||
      pixelsWide(frame, plots.shapes, plot) < OUTLINES_FROM_PX
    ) {
      continue;
    }
    const isBetter = change === "rose" || change === "came";
    const [x, y] = middleOf(frame, plots.shapes, plot);
    const text = `${isBetter ? "▲" : "▼"}${former && rank ? Math.abs(former - rank) : ""}`;
    labels.place(text, x, y + 18, { size: 11, weight: 700, colour: isBetter ? ROSE : FELL });
  }
}

// Plots of one path are filled together; one with holes or parts by itself, even-odd.
function fillAll(ctx, frame, shapes, filled, fillStyle) {
  ctx.fillStyle = fillStyle;
  ctx.beginPath();
  const broken = [];
  for (const plot of filled) {
    if (shapes.pathAt[plot + 1] - shapes.pathAt[plot] > 1) broken.push(plot);
    else trace(ctx, frame, shapes, plot, MANY);
  }
  ctx.fill();
  for (const plot of broken) {
    ctx.beginPath();
    trace(ctx, frame, shapes, plot);
    ctx.fill("evenodd");
  }
}

function outlineAll(ctx, frame, plots, shown) {
  const visible = shown.filter((plot) => pixelsWide(frame, plots.shapes, plot) > OUTLINES_FROM_PX);
  for (const [illustrative, dash] of [
    [0, []],
    [1, [3.5, 2.5]],
  ]) {
    ctx.beginPath();
    for (const plot of visible) {
      if (plots.illustrative[plot] === illustrative) trace(ctx, frame, plots.shapes, plot, MANY);
    }
    ctx.lineWidth = frame.zoom >= 15 ? 1.1 : 0.8;
    ctx.strokeStyle = "rgba(38, 54, 71, 0.75)";
    ctx.setLineDash(dash);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}

// The hovered and the chosen plot: a white line under a dark one is seen on any colour.
export function drawFocus(ctx, frame, plots, { hovered, selected }) {
  for (const [plot, width] of [
    [hovered, 2],
    [selected, 3.2],
  ]) {
    if (plot < 0 || !isShown(frame, plots.shapes, plot)) continue;
    ctx.beginPath();
    trace(ctx, frame, plots.shapes, plot);
    ctx.lineJoin = "round";
    ctx.lineWidth = width + 3;
    ctx.strokeStyle = "#ffffff";
    ctx.stroke();
    ctx.lineWidth = width;
    ctx.strokeStyle = plot === selected ? "#c2410c" : INK;
    ctx.stroke();
    if (pixelsWide(frame, plots.shapes, plot) < 14) {
      drawPointer(ctx, ...middleOf(frame, plots.shapes, plot), plot === selected ? "#c2410c" : INK);
    }
  }
}

function drawPointer(ctx, x, y, colour) {
  ctx.beginPath();
  ctx.arc(x, y, 11, 0, 2 * Math.PI);
  ctx.lineWidth = 5;
  ctx.strokeStyle = "#ffffff";
  ctx.stroke();
  ctx.lineWidth = 2.6;
  ctx.strokeStyle = colour;
  ctx.stroke();
}

export function drawPlotNames(ctx, frame, { plots, standing, unnamed }, labels) {
  if (frame.zoom < 15) return;
  for (let plot = 0; plot < plots.shapes.count; plot++) {
    if (plot === unnamed || !isShown(frame, plots.shapes, plot) || pixelsWide(frame, plots.shapes, plot) < 58) continue;
    const [x, y] = middleOf(frame, plots.shapes, plot);
    const rank = standing.ranks[plot];
    const text = frame.zoom < 16.2 ? plots.plot_id[plot].split("-").pop() : plots.plot_id[plot];
    const ground = rank ? classOf(standing.scores[plot]) : 0;
    const tone = ground >= DARK_FROM ? { colour: "#ffffff", halo: SCORE_COLOURS[ground] } : { colour: "#27333f" };
    labels.place(rank ? `${text} · ${rank}` : text, x, y, { size: 11, weight: 600, ...tone });
  }
}

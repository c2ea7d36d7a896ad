// Where numbers stand on an axis: round tick values and their positions.

/** About `count` round numbers that span the values, zero included. */
export function ticksFor(values, count = 5) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const step = roundStep((high - low || 1) / count);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step) || 1;
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

function roundStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * [1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999);
}

/** A function from a value to a height, `top` being the highest tick. */
export function linear(ticks, bottom, top) {
  const [low, high] = [ticks[0], ticks.at(-1)];
  return (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
}

// Other ways to come to weights than to state them, as sezgeo.suitability.mcda.weighting has them.

export const METHODS = ["profile", "equal", "order"];

export function weightsBy(method, own) {
  if (method === "equal") return own.map(() => 1);
  if (method === "order") return byOrder(own);
  return own;
}

// The centre of all weights that keep the order (Barron and Barrett 1996); equals share a mean.
function byOrder(own) {
  const order = [...own.keys()].sort((a, b) => own[b] - own[a] || a - b);
  const centroid = own.map(
    (_, place) => own.reduce((sum, __, rank) => sum + (rank >= place ? 1 / (rank + 1) : 0), 0) / own.length,
  );
  return own.map((weight) => {
    const places = order
      .map((criterion, place) => (own[criterion] === weight ? place : -1))
      .filter((place) => place >= 0);
    const mean = places.reduce((sum, place) => sum + centroid[place], 0) / places.length;
    return Math.round(mean * 1e4) / 1e2;
  });
}

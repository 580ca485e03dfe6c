// The four outcomes of a constraint, by their codes; the greater one decides.

export const OUTCOMES = ["met", "conditional", "unknown", "excluded"];
export const MET = 0;
export const UNKNOWN = 2;
export const EXCLUDED = 3;

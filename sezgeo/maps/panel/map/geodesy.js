// Lengths, areas and coordinates on the ellipsoid: what the measure tool and the pointer tell.

const WGS84 = { a: 6378137, f: 1 / 298.257223563 };
const BESSEL = { a: 6377397.155, f: 1 / 299.1528128 };
const DEGREE = Math.PI / 180;
const SECOND = DEGREE / 3600;

// sezgeo.crs.MSK77: position-vector convention, from the Bessel ellipsoid to WGS 84.
const MSK77 = {
  lat0: 55.66666666667,
  lon0: 37.5,
  shift: [458.475, 0.244, 603.087],
  turn: [-3.98169, -0.43293, 4.43381],
  scale: 1.713e-6,
};

export function utm37(lat, lon) {
  const [x, y] = mercator(WGS84, lat * DEGREE, (lon - 39) * DEGREE, 0);
  return [500000 + 0.9996 * x, 0.9996 * y];
}

export function msk77(lat, lon) {
  const [phi, lambda] = geodetic(BESSEL, unshifted(geocentric(WGS84, lat * DEGREE, lon * DEGREE)));
  return mercator(BESSEL, phi, lambda - MSK77.lon0 * DEGREE, MSK77.lat0 * DEGREE);
}

function geocentric({ a, f }, phi, lambda) {
  const e2 = f * (2 - f);
  const n = a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
  return [n * Math.cos(phi) * Math.cos(lambda), n * Math.cos(phi) * Math.sin(lambda), n * (1 - e2) * Math.sin(phi)];
}

// The inverse of a small turn is the turn the other way.
function unshifted(point) {
  const [x, y, z] = point.map((coordinate, axis) => (coordinate - MSK77.shift[axis]) / (1 + MSK77.scale));
  const [rx, ry, rz] = MSK77.turn.map((seconds) => seconds * SECOND);
  return [x + rz * y - ry * z, -rz * x + y + rx * z, ry * x - rx * y + z];
}

function geodetic({ a, f }, [x, y, z]) {
  const e2 = f * (2 - f);
  const flat = Math.hypot(x, y);
  let phi = Math.atan2(z, flat * (1 - e2));
  for (let step = 0; step < 5; step++) {
    const n = a / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
    phi = Math.atan2(z + e2 * n * Math.sin(phi), flat);
  }
  return [phi, Math.atan2(y, x)];
}

// Transverse Mercator by Krüger's series to the fourth order: micrometres over a city.
function mercator({ a, f }, phi, lambda, phi0) {
  const n = f / (2 - f);
  const radius = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const alpha = [
    n / 2 - (2 * n ** 2) / 3 + (5 * n ** 3) / 16 + (41 * n ** 4) / 180,
    (13 * n ** 2) / 48 - (3 * n ** 3) / 5 + (557 * n ** 4) / 1440,
    (61 * n ** 3) / 240 - (103 * n ** 4) / 140,
    (49561 * n ** 4) / 161280,
  ];
  const projected = (latitude, longitude) => {
    const root = (2 * Math.sqrt(n)) / (1 + n);
    const t = Math.sinh(Math.atanh(Math.sin(latitude)) - root * Math.atanh(root * Math.sin(latitude)));
    const xi = Math.atan2(t, Math.cos(longitude));
    const eta = Math.atanh(Math.sin(longitude) / Math.hypot(1, t));
    const north = alpha.reduce((sum, c, k) => sum + c * Math.sin(2 * (k + 1) * xi) * Math.cosh(2 * (k + 1) * eta), xi);
    const east = alpha.reduce((sum, c, k) => sum + c * Math.cos(2 * (k + 1) * xi) * Math.sinh(2 * (k + 1) * eta), eta);
    return [radius * east, radius * north];
  };
  const [east, north] = projected(phi, lambda);
  return [east, north - projected(phi0, 0)[1]];
}

// Vincenty (1975), Survey Review 23(176). Points are [latitude, longitude].
export function distanceM([lat1, lon1], [lat2, lon2]) {
  const { a, f } = WGS84;
  const b = a * (1 - f);
  const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - f) * Math.tan(lat * DEGREE)));
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const l = (lon2 - lon1) * DEGREE;
  let [lambda, sinS, cosS, sigma, cos2A, cosM] = [l, 0, 1, 0, 1, 0];
  for (let step = 0; step < 50; step++) {
    sinS = Math.hypot(c2 * Math.sin(lambda), c1 * s2 - s1 * c2 * Math.cos(lambda));
    if (sinS === 0) return 0;
    cosS = s1 * s2 + c1 * c2 * Math.cos(lambda);
    sigma = Math.atan2(sinS, cosS);
    const sinA = (c1 * c2 * Math.sin(lambda)) / sinS;
    cos2A = 1 - sinA ** 2;
    cosM = cos2A ? cosS - (2 * s1 * s2) / cos2A : 0;
    const c = (f / 16) * cos2A * (4 + f * (4 - 3 * cos2A));
    const next = l + (1 - c) * f * sinA * (sigma + c * sinS * (cosM + c * cosS * (2 * cosM ** 2 - 1)));
    const isThere = Math.abs(next - lambda) < 1e-12;
    lambda = next;
    if (isThere) break;
  }
  const k = (cos2A * (a ** 2 - b ** 2)) / b ** 2;
  const A = 1 + (k / 16384) * (4096 + k * (-768 + k * (320 - 175 * k)));
  const B = (k / 1024) * (256 + k * (-128 + k * (74 - 47 * k)));
  const inner = cosS * (2 * cosM ** 2 - 1) - (B / 6) * cosM * (4 * sinS ** 2 - 3) * (4 * cosM ** 2 - 3);
  return b * A * (sigma - B * sinS * (cosM + (B / 4) * inner));
}

// The area on the sphere of equal area, edge by edge: to a ten-thousandth over a region.
export function areaM2(points) {
  const e = Math.sqrt(WGS84.f * (2 - WGS84.f));
  const q = (s) => (1 - e ** 2) * (s / (1 - (e * s) ** 2) + Math.atanh(e * s) / e);
  const radius2 = (WGS84.a ** 2 * q(1)) / 2;
  const half = points.map(([lat]) => Math.tan(Math.asin(q(Math.sin(lat * DEGREE)) / q(1)) / 2));
  const excess = points.reduce((sum, [, lon], vertex) => {
    const next = (vertex + 1) % points.length;
    const turn = Math.tan(((points[next][1] - lon) * DEGREE) / 2);
    return sum + 2 * Math.atan((turn * (half[vertex] + half[next])) / (1 + half[vertex] * half[next]));
  }, 0);
  return Math.abs(excess) * radius2;
}

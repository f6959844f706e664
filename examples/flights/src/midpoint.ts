import type { Place } from './haversine'

const DEGREES = 180 / Math.PI

/** The middle of the great circle between two places. */
export function midpoint(a: Place, b: Place): Place {
  const from = toVector(a)
  const to = toVector(b)
  const [x, y, z] = [from.x + to.x, from.y + to.y, from.z + to.z]
  return { latitude: Math.atan2(z, Math.hypot(x, y)) * DEGREES, longitude: Math.atan2(y, x) * DEGREES }
}

function toVector({ latitude, longitude }: Place): { x: number; y: number; z: number } {
  const [phi, lambda] = [latitude / DEGREES, longitude / DEGREES]
  return { x: Math.cos(phi) * Math.cos(lambda), y: Math.cos(phi) * Math.sin(lambda), z: Math.sin(phi) }
}

const EARTH_RADIUS = 6371

export interface Place {
  readonly latitude: number
  readonly longitude: number
}

/** The great-circle distance of two places, in kilometres. */
export function haversine(a: Place, b: Place): number {
  const h =
    squaredHalfChord(b.latitude - a.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * squaredHalfChord(b.longitude - a.longitude)
  return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(h))
}

function squaredHalfChord(degrees: number): number {
  return Math.sin(radians(degrees) / 2) ** 2
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

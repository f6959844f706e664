import { rate } from './rates.js'
import { seasonalDiscount } from './season.js'

/** @cached */
export async function price(net: number): Promise<number> {
  return net * (1 + rate) * (1 - seasonalDiscount())
}

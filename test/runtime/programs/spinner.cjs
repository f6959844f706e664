const { spinner, wrap } = require('../../../dist/runtime')
const { makeRecord } = require('./record.cjs')

const record = () => makeRecord({ returns: 'promise' })
const later = async n => new Promise(resolve => setTimeout(resolve, 200, n))
const prices = wrap(later, record(), { onMiss: spinner('loading prices') })
const rates = wrap(later, record(), { onMiss: spinner('loading rates') })

async function main() {
  await Promise.all([prices(1), rates(1)])
  await prices(1)
  console.log('done')
}

void main()

import { writeFileSync } from 'node:fs'
import { analyzePackage } from './analyze-package'
const packages = [{name:'@noble/hashes',compilerOptions:{allowImportingTsExtensions:true}},{name:'minisearch'},{name:'redux'},{name:'rxjs'}]
test.each(packages)('$name', (p)=>{
  const t=Date.now(); const {marked,analysis,errors}=analyzePackage(p)
  console.log(p.name, marked, analysis.functions.length, errors.length, errors.slice(0,10), Date.now()-t)
  writeFileSync('/tmp/noise/'+p.name.replace('/','-')+'.json', JSON.stringify({functions:analysis.functions,diagnostics:analysis.diagnostics}))
})

const LONG = 'w'.repeat(10_000);

/** An integration with every kind of step and input, and problems in it. */
export const ORDERS = `name: Acme order sync
definitionVersion: 7
description: Sends paid orders to Acme ERP.
category: ERP
requiredConfigVars:
  - {key: Shop URL, dataType: string, defaultValue: "https://shop.example"}
  - {key: Acme connection, dataType: connection, connection: {key: basic, component: {key: acme-erp}}, inputs: {username: {type: value, value: me}, password: {type: value, value: hunter22}}}
  - {key: Old warehouse, dataType: string}
  - {key: Size, dataType: picklist, pickList: [small, large], orgOnly: true, description: How much fits in.}
  - {key: Web login, dataType: connection, connection: {key: basic, component: {key: http}}}
  - {key: Signing secret, dataType: string, defaultValue: s3cr3t}
configPages:
  - name: Your shop
    tagline: Where we read orders
    elements:
      - {type: configVar, value: Shop URL}
      - {type: htmlElement, value: "<p>Hello <b>you</b></p>"}
      - {type: configVar, value: Acme connection}
      - {type: configVar, value: Size}
      - {type: configVar, value: Gone}
flows:
  - name: Order sync
    description: Sends each paid order on and brings its shipping number back.
    stableKey: order-sync
    retryConfig: {maxAttempts: 3, delayMinutes: 5, usesExponentialBackoff: true}
    steps:
      - {name: New paid order, isTrigger: true, action: {key: webhook, component: {key: webhook-triggers}}}
      - name: Get order
        description: Reads the whole order, since the call brings its number only.
        errorConfig: {errorHandlerType: retry, maxAttempts: 3, delaySeconds: 10, usesExponentialBackoff: true}
        action: {key: httpGet, component: {key: http}}
        inputs:
          url: {type: template, value: "{{#Shop URL}}/orders/{{$newPaidOrder.results.body.data.id}}"}
          headers: {type: complex, value: [{name: Authorization, type: value, value: Bearer abcdefgh}, {name: X-Shop, type: configVar, value: Shop URL}, {name: X-Order, type: reference, value: newPaidOrder.results.body.data.id}]}
      - name: Is it from the EU?
        action: {key: branchOnExpression, component: {key: branch}}
        inputs:
          conditions: {type: complex, value: [{name: EU, type: complex, value: [or, [and, [equal, {name: "", type: reference, value: getOrder.results.body.country}, {name: "", type: value, value: DE}], [isTrue, {name: "", type: reference, value: getOrder.results.body.paid}, {name: "", type: value, value: ""}]], [in, {name: "", type: reference, value: getOrder.results.body.country}, {name: "", type: value, value: "AT,FR"}]]}]}
        branches:
          - name: EU
            steps:
              - name: Work out VAT
                action: {key: runCode, component: {key: code}}
                inputs: {code: {type: value, value: "module.exports = async (context, stepResults) => {\\n  const order = stepResults.getOrder.results.body;\\n  const vat = order.total * 0.19;\\n  return { data: { vat, net: order.total - vat, gross: order.total, something: 'a long line that goes on and on until it scrolls' } };\\n};\\n"}}
          - name: Else
            steps:
              - name: Get customs codes
                errorConfig: {errorHandlerType: ignore}
                action: {key: listTariffCodes, component: {key: acme-erp, isPublic: false}}
                inputs: {connection: {type: configVar, value: Acme connection}, apiKey: {type: value, value: sk-secret}}
      - name: Create sales order
        action: {key: createSalesOrder, component: {key: acme-erp, isPublic: false}}
        inputs: {connection: {type: configVar, value: Acme connection}, orderNumber: {type: reference, value: getOrder.results.body.number}, note: {type: template, value: "{{#Note prefix}} · paid {{$getOrder.results.body.paidAt}}"}, currency: {type: reference, value: ""}, bad: {type: reference, value: "getOrderr.results.x"}}
      - name: For each line
        action: {key: loopOverItems, component: {key: loop}}
        inputs: {items: {type: reference, value: getOrder.results.body.lines}}
        steps:
          - name: Reserve stock
            action: {key: httpPost, component: {key: http}}
            inputs: {data: {type: reference, value: forEachLine.currentItem.sku}}
      - name: Tell the warehouse
        action: {key: sendMessage, component: {key: slack}}
        inputs: {message: {type: template, value: "Order {{$getOrder.results.body.number}}"}, long: {type: value, value: ${LONG}}}
  - name: Nightly catch-up
    steps:
      - {name: Every night, isTrigger: true, action: {key: schedule, component: {key: schedule-triggers}}, schedule: {type: value, value: "0 2 * * *", meta: {timeZone: Europe/Berlin}}}
      - {name: Call, action: {key: httpGet, component: {key: http}}, inputs: {url: {type: value, value: "https://shop.example/late"}}}
  - name: Shipping numbers
    isSynchronous: true
    steps:
      - {name: Number, isTrigger: true, action: {key: webhook, component: {key: webhook-triggers}}}
`;

/** What the field's own queries name, as far as it is here: a query for anything else is told what there is. */
export const SCHEMA = `
type Query {
  authenticatedUser: User
  customer(id: ID!): Customer
  customers(first: Int, after: String, name: String, name_Icontains: String, name_Istartswith: String, externalId: String, description_Icontains: String, labels_Contains: String): CustomerConnection!
  instance(id: ID!): Instance
  instances(first: Int, after: String, name: String, name_Icontains: String, customer: ID, customer_ExternalId: String, integration: ID, enabled: Boolean): InstanceConnection!
  integration(id: ID!): Integration
  integrations(first: Int, after: String, name: String, name_Icontains: String, category: String, category_Icontains: String, description: String, description_Icontains: String, labels_Contains: String): IntegrationConnection!
  executionResult(id: ID!): InstanceExecutionResult
  executionResults(first: Int, after: String, instance: ID, integration: ID, customer: ID): InstanceExecutionResultConnection!
  components(first: Int, after: String, key: String, public: Boolean, orderBy: ComponentOrder): ComponentConnection!
}

type Mutation {
  deployInstance(input: DeployInstanceInput!): InstancePayload
  updateInstance(input: UpdateInstanceInput!): InstancePayload
  importIntegration(input: ImportIntegrationInput!): IntegrationPayload
  publishIntegration(input: PublishIntegrationInput!): IntegrationPayload
  updateIntegration(input: UpdateIntegrationInput!): IntegrationPayload
  testIntegrationFlow(input: TestIntegrationFlowInput!): TestIntegrationFlowPayload
}

input DeployInstanceInput { id: ID! force: Boolean }
input UpdateInstanceInput { id: ID! name: String enabled: Boolean }
input ImportIntegrationInput { integrationId: ID definition: String! }
input PublishIntegrationInput { id: ID! comment: String }
input UpdateIntegrationInput { id: ID! name: String description: String category: String labels: [String!] }
input TestIntegrationFlowInput { id: ID! payload: String contentType: String }

enum OrderDirection { ASC DESC }
enum ComponentOrderField { KEY LABEL CATEGORY DESCRIPTION }
input ComponentOrder { direction: OrderDirection! field: ComponentOrderField! }

type ErrorType { field: String! messages: [String!]! }
type InstancePayload { instance: Instance errors: [ErrorType!]! }
type IntegrationPayload { integration: Integration errors: [ErrorType!]! }
type TestIntegrationFlowPayload { testIntegrationFlowResult: TestIntegrationFlowResult errors: [ErrorType!]! }
type TestIntegrationFlowResult { execution: InstanceExecutionResult }

type PageInfo { hasNextPage: Boolean! endCursor: String }

type User { id: ID! name: String email: String role: String }

type Customer {
  id: ID! name: String! externalId: String description: String labels: [String!] createdAt: String updatedAt: String
  instances(first: Int, after: String): InstanceConnection!
}
type CustomerConnection { nodes: [Customer!]! pageInfo: PageInfo! }

type Instance {
  id: ID! name: String! enabled: Boolean! deployedVersion: Int createdAt: String updatedAt: String
  customer: Customer integration: Integration flowConfigs: InstanceFlowConfigConnection!
}
type InstanceConnection { nodes: [Instance!]! pageInfo: PageInfo! }
type InstanceFlowConfig { flow: IntegrationFlow! webhookUrl: String apiKeys: [String!] }
type InstanceFlowConfigConnection { nodes: [InstanceFlowConfig!]! }

type Integration {
  id: ID! name: String! description: String category: String labels: [String!] versionNumber: Int createdAt: String updatedAt: String
  flows: IntegrationFlowConnection! instances(first: Int, after: String): InstanceConnection!
}
type IntegrationConnection { nodes: [Integration!]! pageInfo: PageInfo! }
type IntegrationFlow { id: ID! name: String! description: String stableKey: String }
type IntegrationFlowConnection { nodes: [IntegrationFlow!]! }

type InstanceExecutionResult {
  id: ID! queuedAt: String startedAt: String endedAt: String status: String! error: String flowName: String!
  instance: Instance customer: Customer integration: Integration
  stepResults(first: Int, after: String, displayStepName: String): InstanceStepResultConnection!
  logs(first: Int, after: String): LogConnection!
}
type InstanceExecutionResultConnection { nodes: [InstanceExecutionResult!]! pageInfo: PageInfo! }
type InstanceStepResult {
  id: ID! stepName: String! displayStepName: String! startedAt: String endedAt: String hasError: Boolean! resultsUrl: String
}
type InstanceStepResultConnection { nodes: [InstanceStepResult!]! pageInfo: PageInfo! }
type Log { timestamp: String! severity: String! stepName: String message: String! }
type LogConnection { nodes: [Log!]! pageInfo: PageInfo! }

type Component {
  key: String! label: String! description: String category: String public: Boolean! versionNumber: Int versionCreatedAt: String signature: String
}
type ComponentConnection { nodes: [Component!]! pageInfo: PageInfo! }
`;

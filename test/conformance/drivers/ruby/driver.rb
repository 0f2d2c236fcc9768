# Calls STS by the SDK's default chain for each line `get`, and prints what came of it as a line of JSON.
require "aws-sdk-core"
require "json"

$stdout.sync = true
puts JSON.generate(version: "aws-sdk-core #{Aws::CORE_GEM_VERSION}")

client = nil
$stdin.each_line do
  client ||= Aws::STS::Client.new(endpoint: ENV.fetch("CALL_STS"))
  puts JSON.generate(arn: client.get_caller_identity.arn)
rescue StandardError => e
  puts JSON.generate(error: "#{e.class}: #{e.message}")
end

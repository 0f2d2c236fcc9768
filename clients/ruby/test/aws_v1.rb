# frozen_string_literal: true

# The credential providers of aws-sdk 1: the real ones, from the folder that VEND_TEST_AWS_V1_LIB names or from the gem; else a module that does
# what is known of the real one: it memoizes what `get_credentials` gives until `refresh`.
begin
  lib = ENV['VEND_TEST_AWS_V1_LIB']
  $LOAD_PATH.unshift(lib) if lib
  require(lib ? 'aws/core' : 'aws-sdk-v1')
  AWS_V1_IS_REAL = true
rescue LoadError
  AWS_V1_IS_REAL = false

  module AWS
    module Core
      module CredentialProviders
        module Provider
          def credentials
            (@memoized ||= get_credentials).dup
          end

          def access_key_id
            credentials[:access_key_id]
          end

          def secret_access_key
            credentials[:secret_access_key]
          end

          def session_token
            credentials[:session_token]
          end

          def refresh
            @memoized = nil
          end
        end
      end
    end
  end
end
